//! What the hazard areas of generated and of imported counties have in common: which settlements
//! get one, the rain that moves their people, the shelter that takes them in.

use super::place::{Facility, FacilityKind};
use crate::base::id::{FacilityId, NodeId, ZoneId};
use crate::base::text::Text;

/// Rain in mm: prepare to move (1 h, 3 h), then move now (1 h, 3 h). Placeholders: counties set
/// them for each area after its own floods.
pub(crate) const THRESHOLDS_MM: [u32; 4] = [35, 60, 50, 90];

/// Chooses up to `count` settlements in this order, none twice, no township with more than a fifth
/// of them as long as others have any. What is chosen already stays.
pub(crate) fn spread(
    order: &[usize],
    parent_of: impl Fn(usize) -> ZoneId,
    count: usize,
    chosen: &mut Vec<usize>,
) {
    let most = count.div_ceil(5).max(1);
    for limit in [most, usize::MAX] {
        for &zone in order {
            let parent = parent_of(zone);
            let same = chosen.iter().filter(|other| parent_of(**other) == parent).count();
            if chosen.len() < count && same < limit && !chosen.contains(&zone) {
                chosen.push(zone);
            }
        }
    }
}

/// The facility of a kind that lies least far by `apart`; of equals the first.
pub(crate) fn nearest(
    facilities: &[Facility],
    kind: FacilityKind,
    apart: impl Fn(&Facility) -> f64,
) -> Option<FacilityId> {
    let of_kind = facilities.iter().enumerate().filter(|(_, facility)| facility.kind == kind);
    let apart = of_kind.map(|(index, facility)| (index, apart(facility)));
    let found = apart.min_by(|first, second| first.1.total_cmp(&second.1));
    found.map(|(index, _)| FacilityId::from_index(index))
}

/// A facility of which nothing but its place and its room is known.
pub(crate) fn plain(
    name: String,
    title: Text,
    (kind, capacity): (FacilityKind, u32),
    at: (NodeId, ZoneId),
) -> Facility {
    Facility { capacity, ..Facility::new(name, title, kind, at) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_township_has_more_than_a_fifth_while_others_have_any() {
        let parent_of = |zone: usize| ZoneId::from_index(zone / 4);
        let order: Vec<usize> = (0..12).collect();
        let mut chosen = vec![5];
        spread(&order, parent_of, 5, &mut chosen);
        assert_eq!(chosen, [5, 0, 8, 1, 2]);
        let mut few = Vec::new();
        spread(&[3, 1], parent_of, 5, &mut few);
        assert_eq!(few, [3, 1]);
    }
}
