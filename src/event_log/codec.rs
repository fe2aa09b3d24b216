//! The log as JSON Lines: a header, one line for each event, an end line. Every line carries a
//! chained hash, so that an edit is named by its line. Files are opened elsewhere.
//!
//! A line is a JSON object whose last member is `chain`: the first 32 hexadecimal digits of
//! BLAKE3 over the chain before it (its digits; none for the header) and the line's bytes up to
//! that member. Verification works on bytes: not even a space can change unseen.
//!
//! ```text
//! {"header":{"format":1,"engine":"0.1.0","seed":1,"tier":"beginner",…},"chain":"…"}
//! {"seq":0,"at":0,"cause":null,"event":{"RunStarted":{}},"chain":"…"}
//! {"end":{"events":1,"digest":"…"},"chain":"…"}
//! ```

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::event::{Event, Seq};
use super::fault::{LogError, LogFault};
use super::{EventLog, FORMAT_VERSION, LogDigest, Record};
use crate::base::key::Key;
use crate::base::record::{Field, FieldError, Registry, WrittenNames};
use crate::base::text::Text;
use crate::base::time::Time;
use serde_json::{Value, json};

/// What a log is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// [`FORMAT_VERSION`] of the writer.
    pub format: u32,
    /// Version of muster that played it.
    pub engine: String,
    /// Written name of the scenario.
    pub scenario: String,
    /// Tier, as it is written: `beginner`.
    pub tier: String,
    /// Seed.
    pub seed: u64,
    /// BLAKE3 of every input, by name, in hexadecimal digits.
    pub inputs: BTreeMap<String, String>,
    /// What the names of the log are called.
    pub names: Vec<NameEntry>,
}

/// One line of the name table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameEntry {
    /// Kind, as ids print it: `desk`, `team`.
    pub kind: String,
    /// Written name.
    pub name: String,
    /// Stable key, sixteen hexadecimal digits.
    pub key: String,
    /// 简体中文.
    pub zh: String,
    /// English.
    pub en: String,
}

impl NameEntry {
    /// What is called `title`, under its written name and key.
    pub fn new(kind: &str, name: &str, key: Key, title: &Text) -> Self {
        Self {
            kind: kind.to_owned(),
            name: name.to_owned(),
            key: key.to_string(),
            zh: title.zh.clone(),
            en: title.en.clone(),
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    events: u32,
    digest: String,
}

/// Hexadecimal digits of a chain.
const CHAIN_DIGITS: usize = 32;
/// What stands before the digits, and after them.
const CHAIN_OPEN: &[u8] = b",\"chain\":\"";
const CHAIN_CLOSE: &[u8] = b"\"}";

/// The chain of a line whose bytes up to the chain are `body`.
fn link(previous: &[u8], body: &[u8]) -> Vec<u8> {
    let mut hasher = blake3::Hasher::new();
    hasher.update(previous);
    hasher.update(body);
    hasher.finalize().to_hex().as_bytes()[..CHAIN_DIGITS].to_vec()
}

/// Writes lines, each chained to the one before.
struct Writer {
    text: Vec<u8>,
    chain: Vec<u8>,
}

impl Writer {
    fn line(&mut self, value: &Value) {
        let start = self.text.len();
        self.json(value);
        let closed = self.text.pop();
        assert_eq!(closed, Some(b'}'), "a line is an object");
        self.close(start);
    }

    fn event(&mut self, seq: Seq, record: &Record, registry: &Registry) {
        let start = self.text.len();
        let members: [(&[u8], Value); 4] = [
            (b"{\"seq\":", seq.to_json(registry)),
            (b",\"at\":", record.at.to_json(registry)),
            (b",\"cause\":", record.cause.to_json(registry)),
            (b",\"event\":", record.event.to_json(registry)),
        ];
        for (name, value) in members {
            self.text.extend_from_slice(name);
            self.json(&value);
        }
        self.close(start);
    }

    fn json(&mut self, value: &Value) {
        serde_json::to_writer(&mut self.text, value).expect("JSON into memory");
    }

    /// Ends the line that began at `start` with its chain.
    fn close(&mut self, start: usize) {
        self.chain = link(&self.chain, &self.text[start..]);
        for part in [CHAIN_OPEN, &self.chain, CHAIN_CLOSE, b"\n"] {
            self.text.extend_from_slice(part);
        }
    }
}

/// The whole log as JSON Lines.
pub fn encode(header: &Header, log: &EventLog) -> Vec<u8> {
    let mut writer = Writer { text: Vec::new(), chain: Vec::new() };
    writer.line(&json!({ "header": header }));
    for (seq, record) in log.numbered() {
        writer.event(seq, record, log.registry());
    }
    let events = log.records().len();
    writer.line(&json!({ "end": { "events": events, "digest": log.digest().to_string() } }));
    writer.text
}

/// A line whose form is right: its bytes up to the chain, and the chain that it states.
#[derive(Clone, Copy)]
struct Line<'t> {
    body: &'t [u8],
    chain: &'t [u8],
}

fn line_of(bytes: &[u8]) -> Option<Line<'_>> {
    let (body, chain) = bytes
        .strip_suffix(CHAIN_CLOSE)?
        .split_at_checked(bytes.len().checked_sub(CHAIN_CLOSE.len() + CHAIN_DIGITS)?)?;
    Some(Line { body: body.strip_suffix(CHAIN_OPEN)?, chain })
}

/// Checks every line against its chain: the lines' bytes up to the chain, header and end included.
fn chained(text: &[u8]) -> Result<Vec<&[u8]>, LogError> {
    let mut rest: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
    let is_whole = rest.pop().is_some_and(<[u8]>::is_empty);
    if rest.is_empty() {
        return Err(LogError::new(0, LogFault::Truncated));
    }
    let lines: Vec<_> = rest.iter().map(|bytes| line_of(bytes)).collect();
    let mut previous: &[u8] = b"";
    let mut bodies = Vec::with_capacity(lines.len());
    for (index, line) in lines.iter().enumerate() {
        match line {
            Some(line) if link(previous, line.body) == line.chain => {
                previous = line.chain;
                bodies.push(line.body);
            }
            _ => return Err(diagnose(&lines, index, previous)),
        }
    }
    if !is_whole {
        return Err(LogError::new(lines.len(), LogFault::Truncated));
    }
    let is_end = |body: &&[u8]| body.starts_with(b"{\"end\":");
    match bodies.iter().position(is_end) {
        None => Err(LogError::new(bodies.len() - 1, LogFault::Truncated)),
        Some(end) if end + 1 < bodies.len() => Err(LogError::new(end + 1, LogFault::Continued)),
        Some(_) => Ok(bodies),
    }
}

/// What happened at the first line that does not follow from the chain before it.
fn diagnose(lines: &[Option<Line<'_>>], index: usize, previous: &[u8]) -> LogError {
    let follows = |line: usize, chain: &[u8]| {
        lines.get(line).copied().flatten().is_some_and(|next| link(chain, next.body) == next.chain)
    };
    let fault = match lines[index] {
        _ if follows(index + 1, previous) => LogFault::Inserted,
        None => LogFault::Edited,
        Some(line) => {
            let stated = seq_of(line.body);
            // The header is line 0, so event `seq` stands at line `seq + 1`.
            let is_late = stated.is_some_and(|seq| seq as usize + 1 > index);
            let was_edited =
                follows(index + 1, line.chain) || follows(index + 1, &link(previous, line.body));
            let is_end = line.body.starts_with(b"{\"end\":");
            if is_late || is_end && index > 0 && !was_edited && events_of(line.body) >= index {
                LogFault::Removed
            } else {
                LogFault::Edited
            }
        }
    };
    LogError::new(index, fault)
}

/// The body of a line, closed again, as JSON.
fn value_of(body: &[u8]) -> Option<Value> {
    serde_json::from_slice(&[body, b"}"].concat()).ok()
}

fn seq_of(body: &[u8]) -> Option<u64> {
    value_of(body)?.get("seq")?.as_u64()
}

/// Events that an end line counts.
fn events_of(body: &[u8]) -> usize {
    let count = value_of(body).and_then(|end| end.get("end")?.get("events")?.as_u64());
    count.and_then(|count| usize::try_from(count).ok()).unwrap_or_default()
}

/// Checks the chain of a log, and its header.
///
/// # Errors
/// The first line that was edited, removed, inserted or lost; a format of another version.
pub fn verify(text: &[u8]) -> Result<Header, LogError> {
    header_of(&chained(text)?)
}

fn header_of(bodies: &[&[u8]]) -> Result<Header, LogError> {
    let wrong = |found: &Value, expected: String| {
        LogError::new(0, LogFault::Unreadable(FieldError::new(found, expected)))
    };
    let value = value_of(bodies[0]).unwrap_or_default();
    let header = value.get("header").unwrap_or(&Value::Null);
    let format = header.get("format").and_then(Value::as_u64);
    if let Some(format) = format.filter(|format| *format != u64::from(FORMAT_VERSION)) {
        let format = u32::try_from(format).unwrap_or(u32::MAX);
        return Err(LogError::new(0, LogFault::Format(format)));
    }
    Header::deserialize(header).map_err(|error| wrong(header, format!("a header ({error})")))
}

/// Reads a log back; `names` are those of the drill that it is of.
///
/// # Errors
/// What [`verify`] finds; an event that does not fit these names; a digest that does not follow
/// from the events.
pub fn decode(text: &[u8], names: Arc<WrittenNames>) -> Result<(Header, EventLog), LogError> {
    let bodies = chained(text)?;
    let header = header_of(&bodies)?;
    let last = bodies.len() - 1;
    let mut log = EventLog::new(Registry::new(names));
    for (index, body) in bodies[..last].iter().enumerate().skip(1) {
        let value = value_of(body).unwrap_or_default();
        append(&mut log, &value)
            .map_err(|error| LogError::new(index, LogFault::Unreadable(error)))?;
    }
    let stated = value_of(bodies[last]).unwrap_or_default();
    let end = End::deserialize(&stated["end"]).map_err(|error| {
        let error = FieldError::new(&stated, format!("the end line ({error})"));
        LogError::new(last, LogFault::Unreadable(error))
    })?;
    let digest: LogDigest = log.digest();
    if end.digest != digest.to_string() || end.events as usize != log.records().len() {
        return Err(LogError::new(last, LogFault::Digest));
    }
    Ok((header, log))
}

/// Appends the event of one line.
fn append(log: &mut EventLog, line: &Value) -> Result<(), FieldError> {
    let next = log.records().len();
    let registry = log.registry_mut();
    let seq = Seq::from_json(&line["seq"], registry)?;
    let at = Time::from_json(&line["at"], registry)?;
    let cause = Option::<Seq>::from_json(&line["cause"], registry)?;
    let event = Event::from_json(&line["event"], registry)?;
    if seq.index() != next {
        return Err(FieldError::new(&line["seq"], format!("{next}")));
    }
    if at < log.end() {
        return Err(FieldError::new(&line["at"], "a time not before the last event's"));
    }
    if cause.is_some_and(|cause| cause >= seq) {
        return Err(FieldError::new(&line["cause"], "the number of an earlier event"));
    }
    log.append(at, cause, event);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::id::{DeskId, IdKind, TeamId};
    use crate::vocabulary::fact::TeamState;
    use proptest::prelude::*;

    fn names() -> Arc<WrittenNames> {
        let mut written = WrittenNames::default();
        let names = ["one", "two"];
        let keys = names.iter().map(|name| Key::written("team", name)).collect();
        written.set(IdKind::TeamId, keys, names.iter().map(ToString::to_string).collect());
        written.set(IdKind::DeskId, vec![Key(7)], vec!["水利局".into()]);
        Arc::new(written)
    }

    fn header() -> Header {
        let title = Text::new("水利局", "water bureau");
        Header {
            format: FORMAT_VERSION,
            engine: "0.1.0".into(),
            scenario: "2026-q2-flash-flood".into(),
            tier: "advanced".into(),
            seed: u64::MAX,
            inputs: BTreeMap::from([("plan.ron".into(), "00ff".into())]),
            names: vec![NameEntry::new("desk", "水利局", Key(7), &title)],
        }
    }

    fn log() -> EventLog {
        let mut log = EventLog::new(Registry::new(names()));
        let start = log.append(Time::START, None, Event::RunStarted {});
        for minute in 0..20 {
            let team = TeamId((minute % 2) as u32);
            let event = Event::TeamStateChanged { team, state: TeamState::EnRoute };
            log.append(Time::from_minutes(minute), Some(start), event);
            let meeting = log.registry_mut().bear(Key(minute));
            let desks = vec![DeskId(0)].into_boxed_slice();
            let event = Event::MeetingConvened { meeting, by: DeskId(0), desks };
            log.append(Time::from_minutes(minute), None, event);
        }
        log
    }

    fn text() -> String {
        String::from_utf8(encode(&header(), &log())).unwrap()
    }

    fn lines() -> Vec<String> {
        text().lines().map(str::to_owned).collect()
    }

    fn fault_of(lines: &[String]) -> (u32, LogFault) {
        let text = lines.iter().map(|line| format!("{line}\n")).collect::<String>();
        let error = verify(text.as_bytes()).unwrap_err();
        assert_eq!(decode(text.as_bytes(), names()).unwrap_err(), error);
        (error.line, error.fault)
    }

    #[test]
    fn a_log_is_read_back_as_it_was_written() {
        let (read_header, read) = decode(text().as_bytes(), names()).unwrap();
        assert_eq!(read_header, header());
        assert_eq!(read.digest(), log().digest());
        assert_eq!(read.records(), log().records());
        assert_eq!(encode(&read_header, &read), text().as_bytes());
    }

    #[test]
    fn the_first_line_that_was_touched_is_named() {
        for index in 0..lines().len() {
            let line = index as u32 + 1;
            let mut edited = lines();
            edited[index] = edited[index].replacen(':', ": ", 1);
            assert_eq!(fault_of(&edited), (line, LogFault::Edited));
            let mut chain_edited = lines();
            let digit = chain_edited[index].len() - 3;
            let other = if chain_edited[index].as_bytes()[digit] == b'0' { "1" } else { "0" };
            chain_edited[index].replace_range(digit..=digit, other);
            assert_eq!(fault_of(&chain_edited), (line, LogFault::Edited));
            let mut inserted = lines();
            inserted.insert(index, lines()[1].clone());
            // Before its like, the copy stands right, and the original is one too many.
            let expected = if index == 1 { 3 } else { line };
            assert_eq!(fault_of(&inserted), (expected, LogFault::Inserted));
        }
        for index in 1..lines().len() - 1 {
            let mut removed = lines();
            removed.remove(index);
            assert_eq!(fault_of(&removed), (index as u32 + 1, LogFault::Removed));
        }
    }

    #[test]
    fn a_cut_or_continued_log_is_named() {
        let whole = lines();
        let last = whole.len();
        assert_eq!(fault_of(&whole[..last - 1]), (last as u32 - 1, LogFault::Truncated));
        let cut = &text()[..text().len() - 40];
        assert_eq!(verify(cut.as_bytes()).unwrap_err().fault, LogFault::Truncated);
        assert_eq!(verify(cut.as_bytes()).unwrap_err().line, last as u32);
        assert_eq!(verify(b"").unwrap_err().fault, LogFault::Truncated);
        let mut twice = whole.clone();
        let chain = line_of(whole[last - 1].as_bytes()).unwrap().chain;
        let body = b"{\"seq\":9";
        let link = String::from_utf8(link(chain, body)).unwrap();
        twice.push(format!("{{\"seq\":9,\"chain\":\"{link}\"}}"));
        assert_eq!(fault_of(&twice), (last as u32 + 1, LogFault::Continued));
    }

    #[test]
    fn another_format_and_other_names_are_refused() {
        let future = Header { format: 99, ..header() };
        let error = verify(&encode(&future, &log())).unwrap_err();
        assert_eq!(error, LogError { line: 1, fault: LogFault::Format(99) });
        let error = decode(text().as_bytes(), Arc::default()).unwrap_err();
        assert!(matches!(error, LogError { line: 3, fault: LogFault::Unreadable(_) }), "{error}");
    }

    #[test]
    fn a_digest_that_does_not_follow_is_refused() {
        let mut writer = Writer { text: Vec::new(), chain: Vec::new() };
        writer.line(&json!({ "header": header() }));
        writer.line(&json!({ "end": { "events": 0, "digest": "00/0" } }));
        let error = decode(&writer.text, names()).unwrap_err();
        assert_eq!(error, LogError { line: 2, fault: LogFault::Digest });
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn any_edit_of_any_byte_is_found(
            at in any::<prop::sample::Index>(),
            byte: u8,
            how in 0..3,
        ) {
            let mut bytes = text().into_bytes();
            let before = bytes.clone();
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => { bytes.remove(at); }
            }
            prop_assert_eq!(verify(&bytes).is_ok(), bytes == before);
            prop_assert_eq!(decode(&bytes, names()).is_ok(), bytes == before);
        }

        #[test]
        fn random_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(decode(&bytes, names()).is_err());
        }
    }
}
