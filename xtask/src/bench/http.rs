//! Just enough HTTP to ask a server on this machine, on one connection, without a client's own cost.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

/// One connection.
pub struct Connection {
    stream: BufReader<TcpStream>,
    host: String,
    cookie: String,
    tenant: &'static str,
}

/// An answer.
pub struct Answer {
    pub status: u16,
    pub cookie: Option<String>,
    pub body: Vec<u8>,
}

fn connect(host: &str) -> Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    stream.set_nodelay(true)?;
    Ok(BufReader::new(stream))
}

impl Connection {
    /// Connects to `host:port`.
    pub fn open(host: &str) -> Result<Self> {
        Ok(Self { stream: connect(host)?, host: host.to_owned(), cookie: String::new(), tenant: "tenant-alpha" })
    }

    /// Connects anew with the same session: the server closes what nobody uses.
    pub fn reopen(&mut self) -> Result<()> {
        self.stream = connect(&self.host)?;
        Ok(())
    }

    /// The same connection, asking for another tenant.
    pub fn of_tenant(self, tenant: &'static str) -> Self {
        Self { tenant, ..self }
    }

    /// Asks for a path.
    pub fn get(&mut self, path: &str) -> Result<Answer> {
        self.get_as(path, "identity")
    }

    /// Asks for a path in an encoding.
    pub fn get_as(&mut self, path: &str, encoding: &str) -> Result<Answer> {
        self.ask("GET", path, "", encoding)
    }

    /// The headers of its questions, for another client.
    pub fn headers(&self, encoding: &str) -> Vec<String> {
        vec![
            format!("X-Tenant: {}", self.tenant),
            format!("Cookie: {}", self.cookie),
            format!("Accept-Encoding: {encoding}"),
        ]
    }

    /// Signs in; later questions carry the session.
    pub fn sign_in(&mut self, email: &str, password: &str) -> Result<()> {
        let body = serde_json::json!({"email": email, "password": password}).to_string();
        let answer = self.ask("POST", "/api/v1/auth/login", &body, "identity")?;
        ensure!(answer.status == 200, "{email} could not sign in: {}", answer.status);
        self.cookie = answer.cookie.context("the sign-in set no cookie")?;
        Ok(())
    }

    fn ask(&mut self, method: &str, path: &str, body: &str, encoding: &str) -> Result<Answer> {
        let (host, cookie, tenant, length) = (&self.host, &self.cookie, self.tenant, body.len());
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nX-Tenant: {tenant}\r\nCookie: {cookie}\r\nAccept-Encoding: {encoding}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        self.stream.get_mut().write_all(request.as_bytes())?;
        let mut answer = Answer { status: 0, cookie: None, body: Vec::new() };
        loop {
            let mut line = String::new();
            ensure!(self.stream.read_line(&mut line)? > 0, "the server closed the connection");
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            if let Some(status) = line.strip_prefix("HTTP/1.1 ") {
                answer.status = status.split(' ').next().unwrap_or_default().parse()?;
            }
            let Some((name, value)) = line.split_once(": ") else { continue };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => answer.body = vec![0; value.parse()?],
                // Beside the session's there is one that makes the device known.
                "set-cookie" if value.starts_with("watchroom=") => {
                    answer.cookie = value.split(';').next().map(ToOwned::to_owned);
                }
                "transfer-encoding" => bail!("an answer in chunks: its end is not known beforehand"),
                _ => {}
            }
        }
        self.stream.read_exact(&mut answer.body)?;
        Ok(answer)
    }
}
