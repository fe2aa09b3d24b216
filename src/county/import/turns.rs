//! Forbidden turns, as relations of a source state them: from one way over a junction to another.

use std::collections::{BTreeMap, BTreeSet};

use super::note::Note;
use super::source::{Member, MemberKind, Relation, Source};
use crate::base::id::{NodeId, RoadId};
use crate::base::text::Text;
use crate::county::network::{Road, Turn};
use crate::county::origin::Origin;
use crate::vocabulary::profile::{Profile, ProfileSet};

/// Roads of an imported network by where they meet and where they come from.
pub(super) struct Crossings<'a> {
    origin: &'a Origin,
    roads: &'a [Road],
    /// Junctions by the number of their vertex.
    nodes: BTreeMap<i64, NodeId>,
    /// Roads that meet at each junction.
    at: BTreeMap<NodeId, Vec<RoadId>>,
}

impl<'a> Crossings<'a> {
    /// The crossings of a network whose junctions have these vertices.
    pub(super) fn new(
        origin: &'a Origin,
        roads: &'a [Road],
        ids: impl Iterator<Item = i64>,
    ) -> Self {
        let mut at: BTreeMap<NodeId, Vec<RoadId>> = BTreeMap::new();
        for (index, road) in roads.iter().enumerate() {
            for node in [road.from, road.to] {
                at.entry(node).or_default().push(RoadId::from_index(index));
            }
        }
        let nodes = ids.enumerate().map(|(index, id)| (id, NodeId::from_index(index))).collect();
        Self { origin, roads, nodes, at }
    }

    /// Roads of a way that meet at a junction; those that lead there, or those that leave it.
    fn of_way(&self, way: i64, node: NodeId, leads_there: bool) -> Vec<RoadId> {
        let Some(way) = self.origin.way(way) else { return Vec::new() };
        let is_it = |id: &&RoadId| {
            let road = &self.roads[id.index()];
            let end = if leads_there { road.to } else { road.from };
            self.origin.of(**id).way == way && (end == node || !road.one_way)
        };
        self.at.get(&node).into_iter().flatten().filter(is_it).copied().collect()
    }
}

/// What becomes of a relation.
enum Read {
    Turns(Vec<(RoadId, NodeId, RoadId)>),
    /// It leads over a way, which is not modelled.
    OverWay,
    /// Emergency vehicles, or all but some kind of vehicle, are free of it.
    Exempt,
    /// It does not fit the roads: a way is missing, or not parted at the junction.
    Broken,
}

/// The turns that a source forbids.
pub(super) fn turns(
    source: &Source,
    crossings: &Crossings<'_>,
    notes: &mut Vec<Note>,
) -> Vec<Turn> {
    let count = |zh: &str, en: &str| Note::count(Text::new(zh, en), 0);
    let mut read = count("转向限制(生效)", "turn restrictions (in force)");
    let mut over_way =
        count("经由路段的转向限制(未采用)", "turn restrictions over a way (not modelled)");
    let mut exempt = count(
        "应急车辆豁免或只限特定车辆的转向限制(不适用)",
        "turn restrictions of which emergency vehicles are free, or for one kind of vehicle only",
    );
    let mut broken = count(
        "与路网不符的转向限制(跳过)",
        "turn restrictions that do not fit the roads (skipped)",
    );
    let mut forbidden = BTreeSet::new();
    let restrictions = source.relations.iter().filter(|it| it.tags.is("type", "restriction"));
    for relation in restrictions {
        match restriction(relation, crossings) {
            Read::Turns(turns) => {
                read.add(relation.id);
                forbidden.extend(turns);
            }
            Read::OverWay => over_way.add(relation.id),
            Read::Exempt => exempt.add(relation.id),
            Read::Broken => broken.add(relation.id),
        }
    }
    [read, over_way, exempt, broken].into_iter().for_each(|note| note.push_to(notes));
    let obeyed_by = ProfileSet::ALL.without(Profile::Air).without(Profile::Foot);
    let turn = |(from, via, to)| Turn { from, via, to, obeyed_by };
    forbidden.into_iter().map(turn).collect()
}

fn restriction(relation: &Relation, crossings: &Crossings<'_>) -> Read {
    let is_free =
        |vehicle: &str| matches!(vehicle.trim(), "emergency" | "motor_vehicle" | "vehicle");
    let Some(kind) = relation.tags.get("restriction") else { return Read::Exempt };
    if relation.tags.get("except").is_some_and(|except| except.split(';').any(is_free)) {
        return Read::Exempt;
    }
    let of_role = |role: &str| -> Vec<&Member> {
        relation.members.iter().filter(|member| &*member.role == role).collect()
    };
    let (from, via, to) = (of_role("from"), of_role("via"), of_role("to"));
    if via.iter().any(|member| member.kind == MemberKind::Way) {
        return Read::OverWay;
    }
    let ([via], false, false) = (&via[..], from.is_empty(), to.is_empty()) else {
        return Read::Broken;
    };
    let Some(node) = crossings.nodes.get(&via.id).copied() else { return Read::Broken };
    let roads = |members: &[&Member], leads_there| -> Vec<RoadId> {
        members.iter().flat_map(|it| crossings.of_way(it.id, node, leads_there)).collect()
    };
    let (from, to) = (roads(&from, true), roads(&to, false));
    if from.is_empty() || to.is_empty() {
        return Read::Broken;
    }
    let all = &crossings.at[&node];
    let others = all.iter().filter(|road| !to.contains(road));
    let turns = |from: RoadId| -> Vec<(RoadId, NodeId, RoadId)> {
        if kind.starts_with("only_") {
            let others = others.clone().filter(|road| **road != from);
            others.map(|road| (from, node, *road)).collect()
        } else {
            to.iter().map(|road| (from, node, *road)).collect()
        }
    };
    if !kind.starts_with("only_") && !kind.starts_with("no_") {
        return Read::Broken;
    }
    Read::Turns(from.into_iter().flat_map(turns).collect())
}

#[cfg(test)]
mod tests {
    use crate::county::import::county::{Rasters, Settings, import};
    use crate::county::import::osm;
    use crate::county::import::rules::{STANDARD, built_in};
    use crate::county::itinerary::{Index, Journey, Means};
    use crate::county::router::Overlay;
    use crate::vocabulary::profile::Profile;

    /// A crossing of four arms; the restriction is put in.
    fn map(restriction: &str) -> String {
        format!(
            r#"<osm>
      <node id="1" lat="42.50" lon="1.50"/><node id="2" lat="42.51" lon="1.50"/>
      <node id="3" lat="42.49" lon="1.50"/><node id="4" lat="42.50" lon="1.51"/>
      <node id="5" lat="42.50" lon="1.49"/>
      <way id="12"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way>
      <way id="13"><nd ref="3"/><nd ref="1"/><tag k="highway" v="primary"/></way>
      <way id="14"><nd ref="1"/><nd ref="4"/><tag k="highway" v="primary"/></way>
      <way id="15"><nd ref="5"/><nd ref="1"/><tag k="highway" v="primary"/></way>
      <relation id="20"><member type="way" ref="13" role="from"/>
        <member type="node" ref="1" role="via"/><member type="way" ref="14" role="to"/>
        <tag k="type" v="restriction"/>{restriction}</relation></osm>"#
        )
    }

    /// Whether one can go from 3 to each of 2, 4 and 5 without turning round, and what was noted.
    fn check(restriction: &str, profile: Profile, expected: [bool; 3], noted: &str) {
        let source = osm::read("map.osm", map(restriction).as_bytes()).unwrap();
        let rules = built_in(STANDARD).unwrap();
        let limits = super::super::limits::Limits::USUAL;
        let settings = Settings { name: "x".into(), title: None, rules, cell_m: 100.0, limits };
        let imported = import("map.osm", &source, Rasters::default(), &settings).unwrap();
        let notes: Vec<&str> = imported.report.notes.iter().map(|it| &*it.what.en).collect();
        assert!(notes.iter().any(|note| note.starts_with(noted)), "{noted} in {notes:?}");
        let index = Index::new(&imported.county.network, Some(&imported.origin));
        let stop = |name| index.stop(name).unwrap();
        let journey = |to| Journey { from: stop("3"), to: stop(to), closed: None };
        let taken =
            index.routes(&Means::Vehicle(profile, Overlay::NONE), &["2", "4", "5"].map(journey));
        // Straight on or round the corner is two roads; a detour turns at a dead end.
        let is_direct = |taken: &Option<crate::county::itinerary::Taken>| {
            taken.is_some_and(|taken| taken.length_mm < 2_500_000)
        };
        let found: Vec<bool> = taken.iter().map(is_direct).collect();
        assert_eq!(found, expected, "{restriction} {profile:?}");
    }

    #[test]
    fn turns_are_forbidden_as_the_source_says() {
        let tag = |kind: &str| format!("<tag k=\"restriction\" v=\"{kind}\"/>");
        let in_force = "turn restrictions (in force)";
        check(&tag("no_right_turn"), Profile::Road, [true, false, true], in_force);
        check(&tag("no_right_turn"), Profile::Foot, [true, true, true], in_force);
        check(&tag("only_right_turn"), Profile::HighClearance, [false, true, false], in_force);
        let exempt = tag("no_right_turn") + "<tag k=\"except\" v=\"bus;emergency\"/>";
        let free = "turn restrictions of which emergency";
        check(&exempt, Profile::Road, [true, true, true], free);
        let lorries = "<tag k=\"restriction:hgv\" v=\"no_right_turn\"/>";
        check(lorries, Profile::Road, [true, true, true], free);
        check(&tag("sideways"), Profile::Road, [true, true, true], "turn restrictions that do not");
    }
}
