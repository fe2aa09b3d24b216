//! PBF of OpenStreetMap: blocks of at most 32 MiB each, which hold points, ways and relations.

use osmpbf::{BlobDecode, BlobReader, PrimitiveBlock, RelMemberType};

use super::super::collect::{Collector, reads};
use super::super::source::{Member, MemberKind, Source, Tags, Unit, Vertex, Way};
use super::blob::{Blob, Blobs};
use super::{attribution, cut, out_of_range};
use crate::base::problem::{Place, Problem};
use crate::base::text::Text;

/// What a reader must understand to read a file, of what we do.
const FEATURES: [&str; 2] = ["OsmSchema-V0.6", "DenseNodes"];

/// Whether bytes begin as PBF does: with the length of a header that is named "OSMHeader".
pub(super) fn is_pbf(bytes: &[u8]) -> bool {
    bytes.get(4..15).is_some_and(|start| start == b"\x0A\x09OSMHeader")
}

/// Reads all blocks.
pub(super) fn read(file: &str, bytes: &[u8], held_max: usize) -> Result<Source, Box<Problem>> {
    let mut collector = Collector::new(file, attribution(), Unit::Degree).within(held_max);
    let mut blobs = Blobs::new(file, bytes);
    while let Some(blob) = blobs.next_blob()? {
        let place = || blobs.place();
        match decoded(&blob).map_err(|error| no_message(place(), &error))? {
            Decoded::Header(features) => refuse_features(&features, place())?,
            Decoded::Data(data) => take(&data, &mut collector, &place)?,
            Decoded::Unknown => {}
        }
    }
    Ok(collector.finish())
}

enum Decoded {
    Header(Vec<String>),
    Data(Box<PrimitiveBlock>),
    Unknown,
}

fn decoded(blob: &Blob) -> Result<Decoded, osmpbf::Error> {
    let framed = blob.framed();
    let blob = BlobReader::new(&*framed).next().expect("a blob was framed")?;
    Ok(match blob.decode()? {
        BlobDecode::OsmHeader(header) => Decoded::Header(header.required_features().into()),
        BlobDecode::OsmData(block) => Decoded::Data(Box::new(block)),
        BlobDecode::Unknown(_) => Decoded::Unknown,
    })
}

fn no_message(place: Place, error: &osmpbf::Error) -> Box<Problem> {
    let expected = Text::new("OSM PBF 的数据块", "a block of OSM PBF");
    Box::new(Problem::error(place, error.to_string(), expected).hint(cut()))
}

fn refuse_features(features: &[String], place: Place) -> Result<(), Box<Problem>> {
    match features.iter().find(|feature| !FEATURES.contains(&&***feature)) {
        Some(feature) => {
            let list = FEATURES.join(", ");
            let expected = Text::new(format!("只要求 {list}"), format!("no demands but {list}"));
            let problem = Problem::error(place, feature.clone(), expected);
            Err(Box::new(problem.hint(Text::new(
                "历史文件请先用 osmium time-filter 取当前版本",
                "take the present from a history file first: osmium time-filter",
            ))))
        }
        None => Ok(()),
    }
}

/// Keys, values and roles of a block, by number.
struct Words<'a>(&'a [Vec<u8>]);

impl Words<'_> {
    fn get(&self, index: usize) -> Option<&str> {
        std::str::from_utf8(self.0.get(index)?).ok()
    }

    fn tags(&self, pairs: impl Iterator<Item = (usize, usize)>) -> Option<Tags> {
        let mut tags = Tags::default();
        for (key, value) in pairs {
            let key = self.get(key)?;
            if reads(key) {
                tags.0.push((key.into(), self.get(value)?.into()));
            }
        }
        Some(tags)
    }
}

/// Takes what a block holds.
fn take(
    block: &PrimitiveBlock,
    collector: &mut Collector,
    place: &impl Fn() -> Place,
) -> Result<(), Box<Problem>> {
    let words = Words(block.raw_stringtable());
    let no_word = || {
        let expected = Text::new("文字表中的 UTF-8 文字", "text in UTF-8 of the block's table");
        Box::new(Problem::error(place(), "another reference", expected))
    };
    let number = |index: u32| index as usize;
    for group in block.groups() {
        for node in group.nodes() {
            let pairs = node.raw_tags().map(|(key, value)| (number(key), number(value)));
            let tags = words.tags(pairs).ok_or_else(no_word)?;
            let at = (node.nano_lon(), node.nano_lat());
            collector.vertex(vertex(node.id(), at, place)?, tags)?;
        }
        for node in group.dense_nodes() {
            let index = |index: i32| usize::try_from(index).unwrap_or(usize::MAX);
            let pairs = node.raw_tags().map(|(key, value)| (index(key), index(value)));
            let tags = words.tags(pairs).ok_or_else(no_word)?;
            let at = (node.nano_lon(), node.nano_lat());
            collector.vertex(vertex(node.id(), at, place)?, tags)?;
        }
        for way in group.ways() {
            let pairs = way.raw_tags().map(|(key, value)| (number(key), number(value)));
            let tags = words.tags(pairs).ok_or_else(no_word)?;
            collector.way(Way { id: way.id(), vertices: way.refs().collect(), tags })?;
        }
        for relation in group.relations() {
            let pairs = relation.raw_tags().map(|(key, value)| (number(key), number(value)));
            let tags = words.tags(pairs).ok_or_else(no_word)?;
            let mut members = Vec::new();
            for member in relation.members() {
                let kind = match member.member_type {
                    RelMemberType::Node => MemberKind::Point,
                    RelMemberType::Way => MemberKind::Way,
                    RelMemberType::Relation => MemberKind::Relation,
                };
                let role = usize::try_from(member.role_sid).ok().and_then(|role| words.get(role));
                let role = role.ok_or_else(no_word)?.into();
                members.push(Member { kind, id: member.member_id, role });
            }
            collector.relation(relation.id(), members, tags)?;
        }
    }
    Ok(())
}

/// A point by billionths of a degree (longitude, latitude).
fn vertex(
    id: i64,
    (longitude, latitude): (i64, i64),
    place: &impl Fn() -> Place,
) -> Result<Vertex, Box<Problem>> {
    if latitude.unsigned_abs() > 90_000_000_000 || longitude.unsigned_abs() > 180_000_000_000 {
        return Err(out_of_range(place(), longitude as f64 / 1e9, latitude as f64 / 1e9));
    }
    let rounded = |nano: i64| ((nano + nano.signum() * 50) / 100) as i32;
    Ok(Vertex { id, x: rounded(longitude), y: rounded(latitude) })
}
