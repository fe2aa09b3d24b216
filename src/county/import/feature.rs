//! What a source shows besides roads: settlements and facilities, each at a place, as its tags say.
//! Nothing is made up here.

use super::layers::OWN_KIND;
use super::source::{MemberKind, Relation, Source, Tags, Way};
use crate::county::place::FacilityKind;

/// A named or tagged thing at a place, in degrees or metres as the source counts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Feature<'a> {
    /// What it is in the source: `n5`, `w7`, `r9`.
    pub(super) id: String,
    /// Where its middle is.
    pub(super) at: (f64, f64),
    /// Its area as it stands in the coordinates of the source; zero for a point.
    pub(super) extent: f64,
    pub(super) tags: &'a Tags,
}

/// How much of a place a settlement is, the greatest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    City,
    Town,
    /// A part of a city or town.
    Quarter,
    Village,
    Hamlet,
}

/// What kind of settlement the tags make of a place; none of what nobody lives in, and of what
/// is larger than a settlement.
pub(super) fn rank(tags: &Tags) -> Option<Rank> {
    Some(match tags.get("place")? {
        "city" | "municipality" => Rank::City,
        "town" => Rank::Town,
        "suburb" | "quarter" | "borough" => Rank::Quarter,
        "village" => Rank::Village,
        "hamlet" => Rank::Hamlet,
        _ => return None,
    })
}

/// What kind of facility the tags make of it.
pub(super) fn facility_kind(tags: &Tags) -> Option<FacilityKind> {
    use FacilityKind as Kind;
    if let Some(own) = tags.get(OWN_KIND) {
        return FacilityKind::ALL.iter().copied().find(|kind| kind.word() == own);
    }
    let of_amenity = tags.get("amenity").and_then(|amenity| {
        Some(match amenity {
            "hospital" => Kind::Hospital,
            "clinic" | "doctors" => Kind::Clinic,
            "fire_station" => Kind::FireStation,
            "police" => Kind::PoliceStation,
            "school" => Kind::School,
            "townhall" => Kind::TownshipOffice,
            "bus_station" => Kind::BusStation,
            "refugee_site" => Kind::Shelter,
            _ => return None,
        })
    });
    let is_mast = |tags: &Tags| {
        tags.is("man_made", "communications_tower")
            || tags.is("tower:type", "communication")
            || tags.is("communication:mobile_phone", "yes")
    };
    of_amenity.or_else(|| {
        Some(match () {
            () if tags.is("emergency", "ambulance_station") => Kind::AmbulanceStation,
            () if tags.is("emergency", "fire_station") => Kind::FireStation,
            () if tags.is("healthcare", "hospital") => Kind::Hospital,
            () if tags.is("healthcare", "clinic") || tags.is("healthcare", "centre") => {
                Kind::Clinic
            }
            () if tags.is("social_facility", "shelter") => Kind::Shelter,
            () if tags.is("emergency", "assembly_point") => Kind::Shelter,
            () if tags.is("power", "substation") => Kind::Substation,
            () if is_mast(tags) => Kind::Mast,
            () if tags.is("military", "barracks") => Kind::Barracks,
            () if tags.is("landuse", "reservoir") || tags.is("water", "reservoir") => {
                Kind::Reservoir
            }
            () if is_plant(tags) => Kind::Plant,
            () => return None,
        })
    })
}

/// Whether it handles substances that can harm at a distance: chemical works, refineries, and
/// waterworks, which keep chlorine.
fn is_plant(tags: &Tags) -> bool {
    let says = |key: &str, values: &[&str]| tags.get(key).is_some_and(|it| values.contains(&it));
    says("industrial", &["chemical", "oil", "refinery", "gas", "petroleum"])
        || (tags.is("man_made", "works")
            && says("product", &["chemicals", "chlorine", "fertilizer"]))
        || says("man_made", &["water_works", "wastewater_plant"])
}

/// Every point, closed way and area with tags of which `keep` is true, by number of each kind.
pub(super) fn features<'a>(source: &'a Source, keep: impl Fn(&Tags) -> bool) -> Vec<Feature<'a>> {
    let mut found = Vec::new();
    for point in source.points.iter().filter(|point| keep(&point.tags)) {
        if let Some(vertex) = source.vertex(point.vertex) {
            let at = source.place(vertex);
            let id = format!("n{}", point.vertex);
            found.push(Feature { id, at, extent: 0.0, tags: &point.tags });
        }
    }
    for way in source.ways.iter().filter(|way| keep(&way.tags)) {
        if let Some((at, extent)) = middle(source, way) {
            found.push(Feature { id: format!("w{}", way.id), at, extent, tags: &way.tags });
        }
    }
    for relation in source.relations.iter().filter(|relation| keep(&relation.tags)) {
        if let Some((at, extent)) = middle_of_all(source, relation) {
            let id = format!("r{}", relation.id);
            found.push(Feature { id, at, extent, tags: &relation.tags });
        }
    }
    found
}

/// Centroid and area of a ring; the mean of its points where it encloses nothing.
fn middle(source: &Source, way: &Way) -> Option<((f64, f64), f64)> {
    let points: Vec<(f64, f64)> = way
        .vertices
        .iter()
        .filter_map(|id| source.vertex(*id))
        .map(|vertex| source.place(vertex))
        .collect();
    let first = *points.first()?;
    // Counted from its first point: differences of large numbers would lose what counts.
    let (mut twice, mut east, mut north) = (0.0, 0.0, 0.0);
    for pair in points.windows(2) {
        let (from, to) = (
            (pair[0].0 - first.0, pair[0].1 - first.1),
            (pair[1].0 - first.0, pair[1].1 - first.1),
        );
        let cross = from.0 * to.1 - to.0 * from.1;
        twice += cross;
        east += (from.0 + to.0) * cross;
        north += (from.1 + to.1) * cross;
    }
    if way.is_closed() && twice != 0.0 {
        let at = (first.0 + east / (3.0 * twice), first.1 + north / (3.0 * twice));
        return Some((at, (twice / 2.0).abs()));
    }
    let count = points.len() as f64;
    let sum = points.iter().fold((0.0, 0.0), |sum, point| (sum.0 + point.0, sum.1 + point.1));
    Some(((sum.0 / count, sum.1 / count), 0.0))
}

/// The middle of the largest outer ring of an area.
fn middle_of_all(source: &Source, relation: &Relation) -> Option<((f64, f64), f64)> {
    let outer = relation
        .members
        .iter()
        .filter(|member| member.kind == MemberKind::Way && matches!(&*member.role, "outer" | ""));
    let middles = outer.filter_map(|member| middle(source, source.way(member.id)?));
    middles.max_by(|one, other| one.1.total_cmp(&other.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(pairs: &[(&str, &str)]) -> Tags {
        Tags(pairs.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect())
    }

    #[test]
    fn tags_say_what_a_thing_is() {
        use FacilityKind as Kind;
        let kinds = [
            (vec![("amenity", "fire_station")], Some(Kind::FireStation)),
            (vec![("emergency", "ambulance_station")], Some(Kind::AmbulanceStation)),
            // A hut on a mountain is no shelter for a village.
            (vec![("amenity", "shelter")], None),
            (vec![("man_made", "tower")], None),
            (vec![("man_made", "tower"), ("tower:type", "communication")], Some(Kind::Mast)),
            (vec![("natural", "water"), ("water", "reservoir")], Some(Kind::Reservoir)),
            (vec![("man_made", "works"), ("product", "bread")], None),
        ];
        for (pairs, kind) in kinds {
            assert_eq!(facility_kind(&tags(&pairs)), kind, "{pairs:?}");
        }
        assert!(rank(&tags(&[("place", "locality")])).is_none());
        assert!(Rank::City < Rank::Hamlet);
    }

    #[test]
    fn an_area_is_where_its_middle_is() {
        let text = r#"<osm><node id="1" lat="0" lon="0"/><node id="2" lat="0" lon="4"/>
            <node id="3" lat="2" lon="4"/><node id="4" lat="2" lon="0"/>
            <way id="5"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/>
            <tag k="amenity" v="hospital"/></way></osm>"#;
        let source = super::super::osm::read("map.osm", text.as_bytes()).unwrap();
        let found = features(&source, |tags| facility_kind(tags).is_some());
        assert_eq!((found[0].at, found[0].extent), ((2.0, 1.0), 8.0));
    }
}
