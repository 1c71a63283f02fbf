//! The walk: every question, as everybody, of both servers.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::Client;

use crate::answer::Answer;
use crate::callers::{Caller, Kind, OTHERS};
use crate::questions::{Ask, How, OUTSIDE, ROWS, Row};
use crate::words::{NOTHING, Words};
use crate::world::Place;

/// Two servers and somebody who asks both.
pub struct Walk<'a> {
    pub real: &'a Place,
    pub twin: &'a Place,
    pub client: Client,
    /// What no answer may hold but where it was asked for.
    pub markers: Vec<&'static str>,
    asked: AtomicUsize,
    faults: Mutex<Vec<String>>,
}

impl<'a> Walk<'a> {
    pub fn of(real: &'a Place, twin: &'a Place, markers: &[&'static str]) -> Self {
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        Self { real, twin, client, markers: markers.to_vec(), asked: AtomicUsize::new(0), faults: Mutex::default() }
    }

    /// Asks one server one thing.
    pub async fn ask(
        &self,
        place: &Place,
        caller: &Caller,
        method: &'static str,
        at: &'static str,
        body: Option<&'static str>,
    ) -> Answer {
        let row = Row { method, route: at.split('?').next().unwrap_or(at), asks: &[] };
        self.send(place, caller, &row, &Ask { at, body, how: How::Settles }, &NOTHING).await
    }

    fn fault(&self, fault: String) {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner).push(fault);
    }

    /// Asks everything, as everybody, in each of some words. Returns how many answers were compared.
    ///
    /// # Panics
    /// Where there is any trace; all of them are told.
    pub async fn everything(&self, words: &[Words]) -> usize {
        let before = self.asked.load(Ordering::Relaxed);
        for kind in OTHERS {
            let callers = (kind.caller(self.real).await, kind.caller(self.twin).await);
            for row in ROWS.iter().chain(OUTSIDE) {
                for ask in row.asks {
                    self.question(kind, &callers, row, ask, words).await;
                }
            }
        }
        let faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(faults.is_empty(), "{} traces:\n{}", faults.len(), faults.join("\n"));
        self.asked.load(Ordering::Relaxed) - before
    }

    async fn question(&self, kind: &Kind, callers: &(Caller, Caller), row: &Row, ask: &Ask, words: &[Words]) {
        let nothing = self.of_both(kind, callers, row, ask, &NOTHING).await;
        if !Words::are_in(ask.at) && !ask.body.is_some_and(Words::are_in) {
            return;
        }
        let says = name(row, ask, callers);
        for words in words {
            if ask.how != How::Looks {
                self.of_both(kind, callers, row, ask, words).await;
                continue;
            }
            // Where it is answered like what does not exist, it is answered as by the twin.
            let answer = self.send(self.real, &callers.0, row, ask, words).await;
            self.hold_nothing(&says, &answer);
            if answer != nothing {
                let differs = answer.difference(&nothing);
                self.fault(format!("{says}: {} is not answered like what does not exist: {differs}", words.id));
            }
        }
    }

    /// Asks both servers; their answers must be one.
    async fn of_both(&self, kind: &Kind, callers: &(Caller, Caller), row: &Row, ask: &Ask, words: &Words) -> Answer {
        let own;
        let callers = if ask.how == How::Ends {
            own = (kind.caller(self.real).await, kind.caller(self.twin).await);
            &own
        } else {
            callers
        };
        let says = name(row, ask, callers);
        let mut tries = 0;
        loop {
            let (real, twin) = tokio::join!(
                self.send(self.real, &callers.0, row, ask, words),
                self.send(self.twin, &callers.1, row, ask, words)
            );
            if real.status >= 500 {
                self.fault(format!("{says}: {}", real.text));
            }
            if ask.how == How::Settles {
                if real != twin && tries < 40 {
                    tries += 1;
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            } else {
                self.hold_nothing(&says, &real);
            }
            if real != twin {
                let differs = real.difference(&twin);
                self.fault(format!("{says}, by {}: otherwise where nothing sensitive exists: {differs}", words.id));
            }
            if row.method != "GET" {
                // What is made has moments of its own, so that lists have one order.
                self.real.app.app.clock.advance_ms(1_000);
                self.twin.app.app.clock.advance_ms(1_000);
            }
            return real;
        }
    }

    /// An answer that holds nothing of what is sensitive.
    pub fn hold_nothing(&self, says: &str, answer: &Answer) {
        let text = (answer.text.clone() + &answer.aside).to_lowercase();
        for marker in &self.markers {
            if text.contains(marker) {
                self.fault(format!("{says} holds {marker}: {}", answer.text));
            }
        }
    }

    /// Asks one server.
    pub async fn send(&self, place: &Place, caller: &Caller, row: &Row, ask: &Ask, words: &Words) -> Answer {
        let number = self.asked.fetch_add(1, Ordering::Relaxed);
        let url = &place.app.url;
        let path = words.put_in(ask.at);
        let method = row.method.parse().expect("a method");
        let request = self.client.request(method, format!("{url}{path}"));
        let request = caller.headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
        // The public may ask 120 times a minute from one address.
        let request = if row.route == "Open311" {
            request.header("x-forwarded-for", format!("10.{}.{}.{}", number >> 16, number >> 8 & 255, number & 255))
        } else {
            request
        };
        // Figures and panels are kept for a moment, the longer the less their servers follow their tables, and a server follows
        // them while somebody listens; these are read at once. `life` asks for what is kept.
        let kept = ["/api/v1/dashboard/", "/api/v1/panels/", "/api/v1/reports/", "/api/v1/custom/"];
        let is_fresh = kept.iter().any(|begin| path.starts_with(begin)) && ask.how != How::Settles;
        let request = if is_fresh { request.header("cache-control", "no-cache") } else { request };
        let request = match ask.body.map(|body| words.put_in(body)) {
            Some(body) if body.starts_with('{') => request.header("content-type", "application/json").body(body),
            Some(body) => {
                let body = body.replace("<key>", caller.key.as_deref().unwrap_or("none"));
                request.header("content-type", "application/x-www-form-urlencoded").body(body)
            }
            None => request,
        };
        let response = request.send().await.unwrap_or_else(|error| panic!("{path}: {error:?}"));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let endless = row.route == "/api/v1/events" && status == 200;
        let body = if endless { Vec::new() } else { response.bytes().await.expect("a body").to_vec() };
        Answer::read(status, &headers, &body, url, words)
    }
}

fn name(row: &Row, ask: &Ask, callers: &(Caller, Caller)) -> String {
    format!("{} {} {} as {}", row.method, ask.at, ask.body.unwrap_or_default(), callers.0.name)
}
