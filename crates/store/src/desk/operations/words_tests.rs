//! Texts in one piece of memory, and the words that are kept of them, against what they are: a list of texts that is searched one
//! by one.

use memchr::memmem::Finder;
use proptest::collection::vec;
use proptest::prelude::*;

use super::bits::Bits;
use super::texts::Texts;
use super::words::KnownWords;

/// What may happen to the texts of a roll.
#[derive(Debug, Clone)]
enum Step {
    /// A new ticket.
    Add(String),
    /// Another text, or the same again, at some place.
    Change(usize, String),
    Remove(usize),
    /// Somebody searches.
    Search(Vec<String>),
    Forget,
    Shrink,
}

/// Few letters, so that words are found; some of more bytes than one, of which others share a part.
fn text(longest: usize) -> impl Strategy<Value = String> {
    let letters =
        prop_oneof![Just('a'), Just('b'), Just(' '), Just('%'), Just('_'), Just('\\'), Just('é'), Just('è'), Just('ß')];
    vec(letters, 0..longest).prop_map(|letters| letters.into_iter().collect())
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => text(12).prop_map(Step::Add),
        4 => (any::<usize>(), text(12)).prop_map(|(place, text)| Step::Change(place, text)),
        3 => any::<usize>().prop_map(Step::Remove),
        4 => vec(text(4), 1..4).prop_map(Step::Search),
        1 => Just(Step::Forget),
        1 => Just(Step::Shrink),
    ]
}

fn wanted(texts: &[String], words: &[String]) -> Vec<usize> {
    let holds = |text: &String| words.iter().all(|word| text.contains(word.as_str()));
    (0..texts.len()).filter(|place| holds(&texts[*place])).collect()
}

fn places(known: &KnownWords, words: &[String], texts: &Texts) -> Vec<usize> {
    known.places(words, texts).expect("words were asked for").places().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn words_are_found_where_they_stand_whatever_happens(steps in vec(step(), 1..120)) {
        let (mut texts, mut known, mut model) = (Texts::default(), KnownWords::default(), Vec::<String>::new());
        let mut searched: Vec<Vec<String>> = Vec::new();
        for step in steps {
            match step {
                Step::Add(text) => {
                    prop_assert!(texts.put(model.len(), &text));
                    known.look_again(model.len(), text.as_bytes());
                    model.push(text);
                }
                Step::Change(place, text) if !model.is_empty() => {
                    let place = place % model.len();
                    let is_other = texts.put(place, &text);
                    prop_assert_eq!(is_other, model[place] != text);
                    if is_other {
                        known.look_again(place, text.as_bytes());
                    }
                    model[place] = text;
                }
                Step::Remove(place) if !model.is_empty() => {
                    let place = place % model.len();
                    texts.swap_remove(place);
                    known.swap_remove(place);
                    model.swap_remove(place);
                }
                Step::Search(words) => {
                    prop_assert_eq!(places(&known, &words, &texts), wanted(&model, &words));
                    searched.push(words);
                }
                Step::Forget => known.forget(),
                Step::Shrink => texts.shrink(),
                Step::Change(..) | Step::Remove(_) => {}
            }
        }
        for (place, text) in model.iter().enumerate() {
            prop_assert_eq!(texts.text(place), text.as_bytes());
        }
        prop_assert_eq!(texts.text(model.len()), b"");
        for words in searched {
            prop_assert_eq!(places(&known, &words, &texts), wanted(&model, &words), "{:?}, kept", &words);
            prop_assert_eq!(places(&KnownWords::default(), &words, &texts), wanted(&model, &words), "{:?}, anew", &words);
        }
        prop_assert_eq!(known.places(&[], &texts), None);
    }

    #[test]
    fn a_set_of_places_is_a_list_of_whether_they_are_in(
        steps in vec((0..200usize, any::<bool>(), any::<bool>()), 1..300), other in vec(any::<bool>(), 0..200)
    ) {
        let (mut bits, mut model) = (Bits::none_of(130), vec![false; 130]);
        for (place, is_in, removes) in steps {
            if removes {
                bits.swap_remove(place);
                if place < model.len() {
                    model.swap_remove(place);
                }
            } else {
                bits.set(place, is_in);
                model.resize(model.len().max(place + 1), false);
                model[place] = is_in;
            }
        }
        let of = |model: &[bool]| (0..model.len()).filter(|place| model[*place]).collect::<Vec<usize>>();
        prop_assert_eq!(bits.places().collect::<Vec<usize>>(), of(&model));
        let mut kept_in = Bits::default();
        for (place, is_in) in other.iter().enumerate() {
            kept_in.set(place, *is_in);
        }
        bits.keep_those_in(&kept_in);
        let both: Vec<bool> = model.iter().enumerate().map(|(place, is_in)| *is_in && other.get(place) == Some(&true)).collect();
        prop_assert_eq!(bits.places().collect::<Vec<usize>>(), of(&both));
    }
}

#[test]
fn texts_that_are_replaced_do_not_pile_up() {
    let mut texts = Texts::default();
    for place in 0..50 {
        texts.put(place, &format!("pothole {place}"));
    }
    let size = texts.bytes_held();
    for round in 0..1_000 {
        texts.put(round % 50, &format!("pothole {round}"));
    }
    assert!(texts.bytes_held() < size * 3, "{} bytes became {}", size, texts.bytes_held());
    assert_eq!(texts.find(&Finder::new("pothole")).places().count(), 50);
    assert_eq!(texts.find(&Finder::new("pothole 12")).places().count(), 0, "nobody's texts are passed over");
}

#[test]
fn the_words_that_were_asked_for_last_are_kept() {
    let mut texts = Texts::default();
    texts.put(0, "a street");
    let mut known = KnownWords::default();
    let search =
        |known: &KnownWords, word: &str| known.places(&[word.to_owned()], &texts).expect("a word").places().count();
    for round in 0..1_000 {
        assert_eq!(search(&known, &format!("word {round}")), 0);
        assert_eq!(search(&known, "street"), 1);
    }
    assert!(known.len() <= 100 && known.knows("street") && known.knows("word 999") && !known.knows("word 0"));
    known.forget();
    assert_eq!(known.len(), 0);
    assert_eq!(search(&known, "street"), 1);
}
