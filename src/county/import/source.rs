//! What a source says of a place, whatever its format: points, lines and areas with tags in the
//! vocabulary of OpenStreetMap, into which every reader translates. Nothing is left out but tags
//! that no part of the import reads; nothing is checked, joined or guessed here.

use super::note::Note;
use crate::base::text::Text;

/// In what a source's coordinates are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Ten-millionths of a degree of WGS 84: longitude, latitude.
    Degree,
    /// Millimetres east and north of an origin that lies nowhere on Earth.
    Millimetre,
}

/// A point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vertex {
    /// Its number in the source.
    pub id: i64,
    /// Eastward coordinate in the source's unit.
    pub x: i32,
    /// Northward coordinate in the source's unit.
    pub y: i32,
}

/// Keys and values, in the order of the source.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tags(pub Vec<(Box<str>, Box<str>)>);

impl Tags {
    /// The first value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| &**own == key).map(|(_, value)| &**value)
    }

    /// Whether a key has that value.
    pub fn is(&self, key: &str, value: &str) -> bool {
        self.get(key) == Some(value)
    }
}

/// A tagged point: a place, a facility, a barrier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// Its number in the source; the vertex of that number says where it is.
    pub vertex: i64,
    /// What is said of it.
    pub tags: Tags,
}

/// A line, or an area where it ends where it began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// Its number in the source.
    pub id: i64,
    /// Numbers of its vertices, in order; a source may lack some of them.
    pub vertices: Vec<i64>,
    /// What is said of it.
    pub tags: Tags,
}

impl Way {
    /// Whether it ends where it began.
    pub fn is_closed(&self) -> bool {
        self.vertices.len() > 3 && self.vertices.first() == self.vertices.last()
    }
}

/// What a relation has as a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberKind {
    /// A point.
    Point,
    /// A way.
    Way,
    /// A relation.
    Relation,
}

/// A member of a relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// What it is.
    pub kind: MemberKind,
    /// Its number among those.
    pub id: i64,
    /// What it is in the relation: `outer`, `from`, `via`.
    pub role: Box<str>,
}

/// Things that belong together: the rings of an area, the ways of a turn that is forbidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Its number in the source.
    pub id: i64,
    /// Its members, in order.
    pub members: Vec<Member>,
    /// What is said of it.
    pub tags: Tags,
}

/// What one source says, each list sorted by number and without repetition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Where the data come from, and under which licence: stands wherever a result is shown.
    pub attribution: Text,
    /// In what coordinates are counted.
    pub unit: Unit,
    /// All points.
    pub vertices: Vec<Vertex>,
    /// Points of which something is said.
    pub points: Vec<Point>,
    /// Lines and areas.
    pub ways: Vec<Way>,
    /// Relations.
    pub relations: Vec<Relation>,
    /// What was left out or mended while it was read.
    pub notes: Vec<Note>,
}

impl Source {
    /// The vertex of that number, if the source holds it.
    pub fn vertex(&self, id: i64) -> Option<Vertex> {
        let found = self.vertices.binary_search_by_key(&id, |vertex| vertex.id);
        found.ok().map(|index| self.vertices[index])
    }

    /// The way of that number, if the source holds it.
    pub fn way(&self, id: i64) -> Option<&Way> {
        let found = self.ways.binary_search_by_key(&id, |way| way.id);
        found.ok().map(|index| &self.ways[index])
    }

    /// This source and another one that counts in the same unit.
    ///
    /// # Panics
    /// When their units differ.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        assert_eq!(self.unit, other.unit, "one unit");
        let both = |one: &str, other: &str| format!("{one}; {other}");
        self.attribution = Text::new(
            both(&self.attribution.zh, &other.attribution.zh),
            both(&self.attribution.en, &other.attribution.en),
        );
        self.vertices.extend(other.vertices);
        self.vertices.sort_by_key(|vertex| vertex.id);
        self.points.extend(other.points);
        self.points.sort_by_key(|point| point.vertex);
        self.ways.extend(other.ways);
        self.ways.sort_by_key(|way| way.id);
        self.relations.extend(other.relations);
        self.notes.extend(other.notes);
        self
    }

    /// Coordinates of a vertex: degrees (longitude, latitude), or metres east and north.
    pub fn place(&self, vertex: Vertex) -> (f64, f64) {
        let parts = match self.unit {
            Unit::Degree => 1e7,
            Unit::Millimetre => 1e3,
        };
        (f64::from(vertex.x) / parts, f64::from(vertex.y) / parts)
    }
}
