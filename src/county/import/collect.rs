//! Gathers what a reader reads into a [`Source`]: keeps the tags that the import reads and the
//! points that something kept is made of, and counts what it leaves.

use super::layers::OWN_KIND;
use super::limits::{Limits, too_many};
use super::note::Note;
use super::source::{Member, Point, Relation, Source, Tags, Unit, Vertex, Way};
use crate::base::problem::{Place, Problem};
use crate::base::text::Text;

/// Keys that say what a thing is: what has none of them is kept for its shape at most.
const SUBJECTS: [&str; 21] = [
    OWN_KIND,
    "highway",
    "waterway",
    "natural",
    "water",
    "landuse",
    "building",
    "amenity",
    "place",
    "man_made",
    "power",
    "boundary",
    "social_facility",
    "emergency",
    "healthcare",
    "office",
    "industrial",
    "ford",
    "barrier",
    "public_transport",
    "military",
];

/// Keys that say more of it. Of restrictions for a kind of vehicle every key is kept.
const DETAILS: [&str; 37] = [
    "access",
    "admin_level",
    "area",
    "beds",
    "bridge",
    "building:levels",
    "capacity",
    "capital",
    "communication:mobile_phone",
    "ele",
    "except",
    "foot",
    "hazmat",
    "int_name",
    "intermittent",
    "junction",
    "lanes",
    "layer",
    "maxheight",
    "maxspeed",
    "maxweight",
    "motor_vehicle",
    "name",
    "name:en",
    "name:zh",
    "oneway",
    "population",
    "product",
    "ref",
    "restriction",
    "service",
    "surface",
    "tower:type",
    "tunnel",
    "type",
    "vehicle",
    "width",
];

/// What has been read so far.
pub(super) struct Collector {
    file: String,
    source: Source,
    /// Bytes that are held, about, and how many may be.
    held: usize,
    held_max: usize,
    vertices_read: usize,
}

/// Bytes that a point takes.
const VERTEX_HELD: usize = size_of::<Vertex>();
/// Bytes that a thing takes beside what it is made of: about twice what it is itself, as lists
/// double where they grow.
const THING_HELD: usize = 128;
/// Bytes that a key and its value take beside their letters.
pub(super) const TAG_HELD: usize = 80;
/// Bytes that a member of a relation takes.
pub(super) const MEMBER_HELD: usize = 64;

impl Collector {
    /// An empty source.
    pub(super) fn new(file: &str, attribution: Text, unit: Unit) -> Self {
        let source = Source {
            attribution,
            unit,
            vertices: Vec::new(),
            points: Vec::new(),
            ways: Vec::new(),
            relations: Vec::new(),
            notes: Vec::new(),
        };
        let held_max = Limits::USUAL.held;
        Self { file: file.to_owned(), source, held: 0, held_max, vertices_read: 0 }
    }

    /// The same that holds at most so many bytes.
    pub(super) fn within(mut self, held_max: usize) -> Self {
        self.held_max = held_max;
        self
    }

    /// Takes a point, and what is said of it if that is anything.
    pub(super) fn vertex(&mut self, vertex: Vertex, tags: Tags) -> Result<(), Box<Problem>> {
        self.hold(VERTEX_HELD)?;
        self.vertices_read += 1;
        self.source.vertices.push(vertex);
        if is_subject(&tags) {
            self.hold(THING_HELD + tags_held(&tags))?;
            self.source.points.push(Point { vertex: vertex.id, tags: fitted(tags) });
        }
        Ok(())
    }

    /// Takes a line or an area.
    pub(super) fn way(&mut self, way: Way) -> Result<(), Box<Problem>> {
        self.hold(THING_HELD + size_of_val(&*way.vertices) + tags_held(&way.tags))?;
        self.source.ways.push(Way { tags: fitted(way.tags), ..way });
        Ok(())
    }

    /// Takes a relation, if it is of a kind that is read.
    pub(super) fn relation(
        &mut self,
        id: i64,
        members: Vec<Member>,
        tags: Tags,
    ) -> Result<(), Box<Problem>> {
        let kinds = ["multipolygon", "boundary", "restriction"];
        if tags.get("type").is_some_and(|kind| kinds.contains(&kind)) {
            self.hold(THING_HELD + MEMBER_HELD * members.len() + tags_held(&tags))?;
            self.source.relations.push(Relation { id, members, tags: fitted(tags) });
        }
        Ok(())
    }

    /// Refuses a thing that is being read and has come to so many bytes already.
    pub(super) fn fits(&self, bytes: usize) -> Result<(), Box<Problem>> {
        match self.held + bytes > self.held_max {
            true => Err(self.too_large()),
            false => Ok(()),
        }
    }

    fn hold(&mut self, bytes: usize) -> Result<(), Box<Problem>> {
        self.fits(bytes)?;
        self.held += bytes;
        Ok(())
    }

    fn too_large(&self) -> Box<Problem> {
        let Self { held_max, source, .. } = self;
        let (points, ways) = (source.vertices.len(), source.ways.len());
        let found = format!("more than {held_max} bytes: {points} points and {ways} ways so far");
        let expected = Text::new(
            format!("读入内存后至多 {held_max} 字节"),
            format!("at most {held_max} bytes in memory"),
        );
        Box::new(too_many(Place::path(&self.file, ""), found, expected))
    }

    /// The source, sorted; of things with one number the last one, as later ones are newer.
    pub(super) fn finish(mut self) -> Source {
        let source = &mut self.source;
        let twice = [
            last_of_each(&mut source.vertices, |vertex| vertex.id),
            last_of_each(&mut source.points, |point| point.vertex),
            last_of_each(&mut source.ways, |way| way.id),
            last_of_each(&mut source.relations, |relation| relation.id),
        ];
        let outer = outlines(source);
        let ways_read = source.ways.len();
        source.ways.retain(|way| is_subject(&way.tags) || outer.binary_search(&way.id).is_ok());
        let mut used: Vec<i64> = source.points.iter().map(|point| point.vertex).collect();
        used.extend(source.ways.iter().flat_map(|way| way.vertices.iter().copied()));
        used.extend(vias(source));
        used.sort_unstable();
        used.dedup();
        source.vertices.retain(|vertex| used.binary_search(&vertex.id).is_ok());
        source.vertices.shrink_to_fit();
        let unused = self.vertices_read - twice[0] - source.vertices.len();
        let notes = [
            (
                Text::new(
                    "重复编号的点（取最后一个）",
                    "points of a number twice (the last is kept)",
                ),
                twice[0],
            ),
            (
                Text::new(
                    "重复编号的线（取最后一个）",
                    "ways of a number twice (the last is kept)",
                ),
                twice[2],
            ),
            (
                Text::new("与路网、水系、设施等无关的线", "ways that nothing is read from"),
                ways_read - source.ways.len(),
            ),
            (Text::new("未被使用的点", "points that nothing kept is made of"), unused),
        ];
        source.notes.extend(
            notes.into_iter().filter(|(_, count)| *count > 0).map(|(what, count)| Note {
                what,
                count: count as u64,
                examples: Vec::new(),
            }),
        );
        self.source
    }
}

/// Whether an import reads a key.
pub(super) fn reads(key: &str) -> bool {
    SUBJECTS.contains(&key)
        || DETAILS.binary_search(&key).is_ok()
        || key.starts_with("restriction:")
}

/// Bytes that tags take.
fn tags_held(tags: &Tags) -> usize {
    tags.0.iter().map(|(key, value)| TAG_HELD + key.len() + value.len()).sum()
}

/// Tags in a list of their own length.
fn fitted(mut tags: Tags) -> Tags {
    tags.0.shrink_to_fit();
    tags
}

fn is_subject(tags: &Tags) -> bool {
    tags.0.iter().any(|(key, _)| SUBJECTS.contains(&&**key))
}

/// Numbers of ways that are the outlines of areas, sorted.
fn outlines(source: &Source) -> Vec<i64> {
    use super::source::MemberKind;
    let members = source.relations.iter().flat_map(|relation| &relation.members);
    let ways = members.filter(|member| member.kind == MemberKind::Way);
    let mut ids: Vec<i64> = ways.map(|member| member.id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Points that turns lead over.
fn vias(source: &Source) -> impl Iterator<Item = i64> {
    use super::source::MemberKind;
    let members = source.relations.iter().flat_map(|relation| &relation.members);
    members.filter(|member| member.kind == MemberKind::Point).map(|member| member.id)
}

/// Sorts by number and leaves the last of each; gives how many went.
fn last_of_each<T>(items: &mut Vec<T>, id: impl Fn(&T) -> i64) -> usize {
    let before = items.len();
    // Stable, so that of equals the last one read stands last; then the first of a reversed list.
    items.sort_by_key(&id);
    items.reverse();
    items.dedup_by_key(|item| id(item));
    items.reverse();
    before - items.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_by_halving() {
        assert!(DETAILS.is_sorted());
        assert!(reads("maxspeed") && reads("highway") && reads("restriction:hgv"));
        assert!(!reads("opening_hours"));
    }
}
