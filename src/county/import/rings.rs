//! Areas of a source as rings of points: closed ways, and the rings of multipolygons put together
//! from their pieces. Broken ones are counted. What an area is, is not known here.

use std::collections::{BTreeMap, BTreeSet};

use super::note::Note;
use super::source::{Member, MemberKind, Relation, Source, Tags};
use crate::base::text::Text;
use crate::county::frame::Frame;

/// An area: a point lies in it if it lies in an odd number of its rings.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Area<'a> {
    /// `w` or `r`, for a way or a relation, and its number in the source.
    pub(super) name: String,
    /// What is said of it.
    pub(super) tags: &'a Tags,
    /// Closed, the first point not repeated; metres east and north.
    pub(super) rings: Vec<Vec<(f64, f64)>>,
}

impl Area<'_> {
    /// Its surface, m2: that of the largest ring, holes not taken off.
    pub(super) fn surface_m2(&self) -> f64 {
        self.rings.iter().map(|ring| surface_m2(ring)).fold(0.0, f64::max)
    }
}

/// Surface within a ring, m2.
fn surface_m2(ring: &[(f64, f64)]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    let twice: f64 =
        ring.iter().zip(next).map(|(one, other)| one.0 * other.1 - other.0 * one.1).sum();
    twice.abs() / 2.0
}

/// What could not be taken as an area.
struct Broken {
    open: Note,
    missing: Note,
}

impl Broken {
    fn none() -> Self {
        let open =
            Text::new("面未闭合,已忽略其未闭合部分", "areas that are not closed, left out there");
        let missing =
            Text::new("面引用了数据中没有的点或线", "areas that name missing points or ways");
        Self { open: Note::count(open, 0), missing: Note::count(missing, 0) }
    }
}

/// The areas of which `is_wanted` says so by their tags, in the order of the source: relations,
/// then ways. A way of a relation that says nothing itself belongs to the relation alone.
pub(super) fn areas<'a>(
    source: &'a Source,
    frame: Option<Frame>,
    is_wanted: impl Fn(&Tags) -> bool,
    notes: &mut Vec<Note>,
) -> Vec<Area<'a>> {
    let mut broken = Broken::none();
    let place = |id: i64| {
        let place = source.place(source.vertex(id)?);
        Some(frame.map_or(place, |frame| frame.metres(place)))
    };
    let mut areas = Vec::new();
    for relation in &source.relations {
        if relation.tags.is("type", "multipolygon") && is_wanted(&relation.tags) {
            let rings = assembled(source, relation, &mut broken);
            push(&mut areas, &relation.tags, ('r', relation.id), &rings, (&place, &mut broken));
        }
    }
    for way in &source.ways {
        if !is_wanted(&way.tags) {
            continue;
        }
        if way.is_closed() {
            let ring = way.vertices[1..].to_vec();
            push(&mut areas, &way.tags, ('w', way.id), &[ring], (&place, &mut broken));
        } else {
            broken.open.add(way.id);
        }
    }
    broken.open.push_to(notes);
    broken.missing.push_to(notes);
    areas
}

/// Adds an area of these rings of vertices, without those that the source lacks.
fn push<'a>(
    areas: &mut Vec<Area<'a>>,
    tags: &'a Tags,
    (kind, id): (char, i64),
    rings: &[Vec<i64>],
    (place, broken): (&impl Fn(i64) -> Option<(f64, f64)>, &mut Broken),
) {
    let mut lacks = false;
    let mut known = Vec::with_capacity(rings.len());
    for ring in rings {
        let points: Vec<(f64, f64)> = ring.iter().filter_map(|id| place(*id)).collect();
        lacks |= points.len() < ring.len();
        if points.len() > 2 {
            known.push(points);
        }
    }
    if lacks {
        broken.missing.add(id);
    }
    if !known.is_empty() {
        areas.push(Area { name: format!("{kind}{id}"), tags, rings: known });
    }
}

/// The closed rings of a multipolygon, of vertices without the first repeated. Outer and inner ones
/// are told apart by lying in each other, not by what they are called.
fn assembled(source: &Source, relation: &Relation, broken: &mut Broken) -> Vec<Vec<i64>> {
    let is_ring = |member: &&Member| {
        member.kind == MemberKind::Way && matches!(&*member.role, "outer" | "inner" | "")
    };
    let mut pieces: Vec<&[i64]> = Vec::new();
    let mut taken = BTreeSet::new();
    let mut lacks = false;
    for member in relation.members.iter().filter(is_ring) {
        match source.way(member.id) {
            Some(way) if way.vertices.len() > 1 && taken.insert(way.id) => {
                pieces.push(&way.vertices);
            }
            Some(_) => {}
            None => lacks = true,
        }
    }
    if lacks {
        broken.missing.add(relation.id);
    }
    let (rings, is_open) = joined(&pieces);
    if is_open {
        broken.open.add(relation.id);
    }
    rings
}

/// Closed rings of pieces that meet end to end, and whether any piece is left.
fn joined(pieces: &[&[i64]]) -> (Vec<Vec<i64>>, bool) {
    let mut at_end: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (index, piece) in pieces.iter().enumerate() {
        at_end.entry(piece[0]).or_default().push(index);
        at_end.entry(piece[piece.len() - 1]).or_default().push(index);
    }
    let mut is_used = vec![false; pieces.len()];
    let mut rings = Vec::new();
    let mut is_open = false;
    for first in 0..pieces.len() {
        if std::mem::replace(&mut is_used[first], true) {
            continue;
        }
        let mut ring = pieces[first].to_vec();
        while ring[0] != ring[ring.len() - 1] {
            let end = ring[ring.len() - 1];
            let meets = at_end.get(&end).into_iter().flatten().copied();
            let Some(next) = meets.clone().find(|next| !is_used[*next]) else { break };
            is_used[next] = true;
            let piece = pieces[next];
            if piece[0] == end {
                ring.extend_from_slice(&piece[1..]);
            } else {
                ring.extend(piece[..piece.len() - 1].iter().rev());
            }
        }
        if ring[0] == ring[ring.len() - 1] && ring.len() > 3 {
            ring.pop();
            rings.push(ring);
        } else {
            is_open = true;
        }
    }
    (rings, is_open)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_become_rings_whatever_their_order_and_direction() {
        let pieces: [&[i64]; 5] = [&[1, 2, 3], &[7, 8, 9, 7], &[5, 1], &[5, 4, 3], &[20, 21]];
        let (rings, is_open) = joined(&pieces);
        assert_eq!(rings, [vec![1, 2, 3, 4, 5], vec![7, 8, 9]]);
        assert!(is_open, "one piece is left");
        assert_eq!(joined(&[]), (Vec::new(), false));
        assert_eq!(joined(&[&[1, 1]]), (Vec::new(), true));
    }
}
