//! XML of OpenStreetMap, read as it comes: nothing but what is kept is held.

use std::io::BufRead;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::super::collect::{Collector, MEMBER_HELD, TAG_HELD, reads};
use super::super::limits::{DEPTH_MAX, Limits, Metered, too_deep, too_large};
use super::super::source::{Member, MemberKind, Source, Tags, Unit, Vertex, Way};
use super::{attribution, out_of_range};
use crate::base::problem::{Place, Problem, did_you_mean, nearest};
use crate::base::text::Text;

/// A thing whose tags and members follow.
enum Open {
    Node(Vertex),
    Way(i64, Vec<i64>),
    Relation(i64, Vec<Member>),
}

/// What the elements so far have said.
struct State {
    collector: Collector,
    open: Option<(Open, Tags)>,
    /// Bytes that it has come to.
    open_held: usize,
    /// Elements that have begun and not ended.
    path: Vec<String>,
    is_osm: bool,
}

/// Reads the elements of `reader` to its end.
pub(super) fn read<R: BufRead>(
    file: &str,
    reader: R,
    limits: &Limits,
) -> Result<Source, Box<Problem>> {
    let mut reader = Reader::from_reader(Metered::new(reader, limits.unpacked));
    let collector = Collector::new(file, attribution(), Unit::Degree).within(limits.held);
    let mut state = State { collector, open: None, open_held: 0, path: Vec::new(), is_osm: false };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        reader.get_mut().next_element();
        let event = reader.read_event_into(&mut buffer);
        let place = |reader: &Reader<Metered<R>>| reader.get_ref().place(file);
        match event.map_err(|error| broken(&place(&reader), &error, limits.unpacked))? {
            Event::Start(element) => {
                let path = element.name().as_ref().to_owned();
                state.begin(&element, &|| place(&reader))?;
                if state.path.len() == DEPTH_MAX {
                    return Err(Box::new(too_deep(place(&reader))));
                }
                state.path.push(path);
            }
            Event::Empty(element) => {
                state.begin(&element, &|| place(&reader))?;
                state.end(element.name().as_ref())?;
            }
            Event::End(element) => {
                state.path.pop();
                state.end(element.name().as_ref())?;
            }
            Event::Decl(declared) => encoding(&declared, &|| place(&reader))?,
            Event::Eof => {
                state.complete(&place(&reader))?;
                return Ok(state.collector.finish());
            }
            _ => {}
        }
    }
}

impl State {
    fn begin(
        &mut self,
        element: &BytesStart<'_>,
        place: &impl Fn() -> Place,
    ) -> Result<(), Box<Problem>> {
        let attributes = Attributes { element, place };
        match element.name().as_ref() {
            "osm" => self.is_osm = true,
            _ if !self.is_osm => return Err(no_osm(element, place())),
            "node" => {
                let id = attributes.number("id")?;
                let (longitude, latitude) =
                    (attributes.degrees("lon")?, attributes.degrees("lat")?);
                let too_far = latitude.abs() > 900_000_000 || longitude.abs() > 1_800_000_000;
                if too_far {
                    let degrees = [longitude, latitude].map(|value| value as f64 / 1e7);
                    return Err(out_of_range(place(), degrees[0], degrees[1]));
                }
                let vertex = Vertex { id, x: longitude as i32, y: latitude as i32 };
                self.open = Some((Open::Node(vertex), Tags::default()));
            }
            "way" => {
                self.open =
                    Some((Open::Way(attributes.number("id")?, Vec::new()), Tags::default()));
            }
            "relation" => {
                let open = Open::Relation(attributes.number("id")?, Vec::new());
                self.open = Some((open, Tags::default()));
            }
            "nd" => {
                if let Some((Open::Way(_, vertices), _)) = &mut self.open {
                    vertices.push(attributes.number("ref")?);
                    self.grows(size_of::<i64>())?;
                }
            }
            "member" => {
                if let Some((Open::Relation(_, members), _)) = &mut self.open {
                    members.extend(attributes.member()?);
                    self.grows(MEMBER_HELD)?;
                }
            }
            "tag" => {
                if let Some((_, tags)) = &mut self.open {
                    let key = attributes.text("k")?;
                    if reads(&key) {
                        let value = attributes.text("v")?;
                        let bytes = TAG_HELD + key.len() + value.len();
                        tags.0.push((key, value));
                        self.grows(bytes)?;
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// What is open has become larger by so many bytes.
    fn grows(&mut self, bytes: usize) -> Result<(), Box<Problem>> {
        self.open_held += bytes;
        self.collector.fits(self.open_held)
    }

    fn end(&mut self, name: &str) -> Result<(), Box<Problem>> {
        if !matches!(name, "node" | "way" | "relation") {
            return Ok(());
        }
        self.open_held = 0;
        match self.open.take() {
            Some((Open::Node(vertex), tags)) => self.collector.vertex(vertex, tags),
            Some((Open::Way(id, vertices), tags)) => self.collector.way(Way { id, vertices, tags }),
            Some((Open::Relation(id, members), tags)) => self.collector.relation(id, members, tags),
            None => Ok(()),
        }
    }

    /// Whether the document has ended where the bytes do.
    fn complete(&self, place: &Place) -> Result<(), Box<Problem>> {
        if let Some(open) = self.path.last() {
            let name = open;
            let expected = Text::new(format!("</{name}>"), format!("</{name}>"));
            let problem = Problem::error(place.clone(), "the end of the file", expected);
            return Err(Box::new(problem.hint(Text::new(
                "文件可能没有下载完整",
                "the file may have been cut short while it was downloaded",
            ))));
        }
        if !self.is_osm {
            let expected = Text::new("<osm> 元素", "an element <osm>");
            return Err(Box::new(Problem::error(place.clone(), "none", expected)));
        }
        Ok(())
    }
}

/// The attributes of an element.
struct Attributes<'a, P> {
    element: &'a BytesStart<'a>,
    place: &'a P,
}

impl<P: Fn() -> Place> Attributes<'_, P> {
    fn wrong(&self, name: &str, found: impl Into<String>, expected: Text) -> Box<Problem> {
        let mut place = (self.place)();
        let element = self.element.name();
        place.path = format!("{}.{name}", element.as_ref());
        Box::new(Problem::error(place, found, expected))
    }

    fn text(&self, name: &str) -> Result<Box<str>, Box<Problem>> {
        let mut names = Vec::new();
        for attribute in self.element.attributes() {
            let attribute = attribute.map_err(|error| {
                let expected = Text::new("形如 名称=\"值\" 的属性", "attributes as name=\"value\"");
                self.wrong(name, error.to_string(), expected)
            })?;
            let key = attribute.key.as_ref();
            if key == name {
                let value = attribute.normalized_value(XmlVersion::Implicit1_0);
                return value.map(Into::into).map_err(|error| {
                    self.wrong(name, error.to_string(), Text::new("合法的文字", "valid text"))
                });
            }
            names.push(key.to_owned());
        }
        let expected = Text::new(format!("属性 {name}"), format!("an attribute {name}"));
        let mut problem = self.wrong(name, "none", expected);
        if let Some(near) = nearest(name, names.iter().map(String::as_str)) {
            *problem = problem.hint(did_you_mean(near));
        }
        Err(problem)
    }

    fn number(&self, name: &str) -> Result<i64, Box<Problem>> {
        let text = self.text(name)?;
        let wrong =
            |_| self.wrong(name, format!("\"{text}\""), Text::new("整数", "a whole number"));
        text.trim().parse().map_err(wrong)
    }

    /// Ten-millionths of a degree.
    fn degrees(&self, name: &str) -> Result<i64, Box<Problem>> {
        let text = self.text(name)?;
        ten_millionths(text.trim()).ok_or_else(|| {
            let expected = Text::new("以度计的小数", "a decimal number of degrees");
            self.wrong(name, format!("\"{text}\""), expected)
        })
    }

    fn member(&self) -> Result<Option<Member>, Box<Problem>> {
        let kind = match &*self.text("type")? {
            "node" => MemberKind::Point,
            "way" => MemberKind::Way,
            "relation" => MemberKind::Relation,
            other => {
                let expected = Text::new("node、way 或 relation", "node, way or relation");
                return Err(self.wrong("type", format!("\"{other}\""), expected));
            }
        };
        Ok(Some(Member { kind, id: self.number("ref")?, role: self.text("role")? }))
    }
}

/// A decimal number in ten-millionths, rounded half away from zero; none where it is no number or
/// beyond a thousand degrees.
pub(super) fn ten_millionths(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() + part.len() == 0 || !are_digits(whole) || !are_digits(part) {
        // Exponents are rare, and exact enough as binary numbers.
        let value: f64 = text.parse().ok().filter(|value: &f64| value.abs() < 1_000.0)?;
        return Some((value * 1e7).round() as i64);
    }
    if whole.len() > 4 {
        return None;
    }
    let mut value: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    for place in 0..7 {
        value = value * 10 + i64::from(part.as_bytes().get(place).map_or(0, |byte| byte - b'0'));
    }
    let rounds_up = part.as_bytes().get(7).is_some_and(|byte| *byte >= b'5');
    Some(sign * (value + i64::from(rounds_up)))
}

fn no_osm(element: &BytesStart<'_>, place: Place) -> Box<Problem> {
    let name = element.name();
    let found = format!("<{}>", name.as_ref());
    let problem = Problem::error(place, found.clone(), Text::new("<osm>", "<osm>"));
    Box::new(match &*found {
        "<osmChange>" => problem
            .hint(Text::new("这是变更文件，不是地图", "this is a file of changes, not a map")),
        _ => problem,
    })
}

/// Refuses what is not UTF-8.
fn encoding(
    declared: &quick_xml::events::BytesDecl<'_>,
    place: &impl Fn() -> Place,
) -> Result<(), Box<Problem>> {
    let Some(Ok(name)) = declared.encoding() else { return Ok(()) };
    let name = name.to_string();
    if name.eq_ignore_ascii_case("utf-8") || name.eq_ignore_ascii_case("us-ascii") {
        return Ok(());
    }
    Err(Box::new(Problem::error(place(), name, Text::new("UTF-8 编码", "UTF-8")).hint(Text::new(
        "请先转换编码，例如 iconv -f GB18030 -t UTF-8",
        "convert it first, for example: iconv -f GB18030 -t UTF-8",
    ))))
}

/// What is wrong with the bytes themselves.
fn broken(place: &Place, error: &quick_xml::Error, unpacked: u64) -> Box<Problem> {
    if let quick_xml::Error::Io(cause) = error
        && let Some(problem) = too_large(place, cause, unpacked)
    {
        return Box::new(problem);
    }
    let (found, hint) = match error {
        quick_xml::Error::Io(cause) => (
            cause.to_string(),
            Text::new(
                "压缩文件可能已损坏或没有下载完整",
                "the packed file may be damaged, or was cut short while it was downloaded",
            ),
        ),
        quick_xml::Error::Encoding(_) => (
            error.to_string(),
            Text::new(
                "请先转换为 UTF-8，例如 iconv -f GB18030 -t UTF-8",
                "convert it to UTF-8 first, for example: iconv -f GB18030 -t UTF-8",
            ),
        ),
        _ => (
            error.to_string(),
            Text::new(
                "文件可能没有下载完整，或并非 OSM XML、OSM PBF",
                "the file may have been cut short, or is neither OSM XML nor OSM PBF",
            ),
        ),
    };
    let expected = Text::new("完整的 XML", "well-formed XML");
    Box::new(Problem::error(place.clone(), found, expected).hint(hint))
}
