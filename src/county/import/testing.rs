//! Made-up sources and reaches for the tests of this folder.

use super::source::{Source, Tags, Unit, Vertex, Way};
use crate::base::key::Key;
use crate::base::text::Text;
use crate::county::place::Reach;

/// A line or an area: its number, what is said of it, and its points in metres.
pub(super) type Drawn<'a> = (i64, &'a [(&'a str, &'a str)], &'a [(f64, f64)]);

/// The tags that these keys and values are.
pub(super) fn tags(tags: &[(&str, &str)]) -> Tags {
    Tags(tags.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect())
}

/// A source in millimetres; points at one place are one vertex.
pub(super) fn source(ways: &[Drawn<'_>]) -> Source {
    let mut source = Source {
        notes: Vec::new(),
        attribution: Text::default(),
        unit: Unit::Millimetre,
        vertices: Vec::new(),
        points: Vec::new(),
        ways: Vec::new(),
        relations: Vec::new(),
    };
    for (id, said, points) in ways {
        let mut vertices = Vec::new();
        for (x, y) in *points {
            let (x, y) = ((x * 1e3) as i32, (y * 1e3) as i32);
            let same = |vertex: &&Vertex| (vertex.x, vertex.y) == (x, y);
            let known = source.vertices.iter().find(same).map(|vertex| vertex.id);
            let id = known.unwrap_or(source.vertices.len() as i64);
            if known.is_none() {
                source.vertices.push(Vertex { id, x, y });
            }
            vertices.push(id);
        }
        source.ways.push(Way { id: *id, vertices, tags: tags(said) });
    }
    source
}

/// A reach that leaves the map.
pub(super) fn reach(name: &str, width_m: f64, course: &[(f32, f32)]) -> Reach {
    Reach {
        key: Key::written("reach", name),
        name: name.to_owned(),
        title: Text::new(name, name),
        downstream: None,
        length_m: 1_000.0,
        slope: 0.01,
        width_m,
        roughness: 0.035,
        catchment_km2: 20.0,
        course: course.to_vec(),
    }
}
