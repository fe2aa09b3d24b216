//! Forbidden turns, as relations of a source state them: from one way to another, over a junction
//! or over ways between.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

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
    fn of_way(&self, way: u32, node: NodeId, leads_there: bool) -> Vec<RoadId> {
        let is_it = |id: &&RoadId| {
            let road = &self.roads[id.index()];
            let end = if leads_there { road.to } else { road.from };
            self.origin.of(**id).way == way && (end == node || !road.one_way)
        };
        self.at.get(&node).into_iter().flatten().filter(is_it).copied().collect()
    }

    /// Roads of several ways that lead to a junction, or leave it.
    fn of_ways(&self, ways: &[u32], node: NodeId, lead_there: bool) -> Vec<RoadId> {
        ways.iter().flat_map(|way| self.of_way(*way, node, lead_there)).collect()
    }

    /// All roads of these ways.
    fn along(&self, ways: &[u32]) -> impl Iterator<Item = RoadId> {
        let all = &self.origin.roads;
        let first = |way: u32| all.partition_point(|road| road.way < way);
        ways.iter().flat_map(move |way| first(*way)..first(*way + 1)).map(RoadId::from_index)
    }

    /// The fewest roads that lead from a junction over each of these ways, in whatever order, to a
    /// junction where `is_end`, with that junction.
    fn chain(
        &self,
        via: NodeId,
        ways: &[u32],
        is_end: impl Fn(NodeId) -> bool,
    ) -> Option<(Vec<RoadId>, NodeId)> {
        let mut seen = BTreeSet::new();
        let mut open = VecDeque::from([(Vec::new(), via)]);
        while let Some((over, here)) = open.pop_front() {
            let is_over = |way: &u32| over.iter().any(|road| self.origin.of(*road).way == *way);
            if ways.iter().all(is_over) && is_end(here) {
                return Some((over, here));
            }
            let onward = self.of_ways(ways, here, false);
            for road in onward {
                if seen.insert(road) {
                    let end = self.roads[road.index()].other_end(here);
                    open.push_back(([&over[..], &[road]].concat(), end.expect("it meets there")));
                }
            }
        }
        None
    }
}

/// Roads from which, or on to which, one restriction may lead: more meet at no junction, and each
/// of one side makes a turn with each of the other.
const SIDE_MAX: usize = 100;

/// A way through junctions of which a relation speaks.
struct Passage {
    /// Roads that lead to the first junction.
    from: Vec<RoadId>,
    via: NodeId,
    /// Roads from there to the last.
    over: Vec<RoadId>,
    /// Roads that leave the last.
    to: Vec<RoadId>,
}

/// A turn that is forbidden: from, via, over, to.
type Forbidden = (RoadId, NodeId, Vec<RoadId>, RoadId);

/// What becomes of a relation.
enum Read {
    Turns(Vec<Forbidden>),
    /// Emergency vehicles, or all but some kind of vehicle, are free of it.
    Exempt,
    /// It does not fit the roads: a way is missing, or not parted at the junction.
    Broken,
}

/// Numbers of the points at which a source forbids turns: they must be junctions, also where
/// nothing branches.
pub(super) fn vias(source: &Source) -> impl Iterator<Item = i64> {
    let restrictions = source.relations.iter().filter(|it| it.tags.is("type", "restriction"));
    let members = restrictions.flat_map(|relation| &relation.members);
    let vias = members.filter(|it| it.kind == MemberKind::Point && &*it.role == "via");
    vias.map(|member| member.id)
}

/// The turns that a source forbids.
pub(super) fn turns(
    source: &Source,
    crossings: &Crossings<'_>,
    notes: &mut Vec<Note>,
) -> Vec<Turn> {
    let count = |zh: &str, en: &str| Note::count(Text::new(zh, en), 0);
    let mut read = count("转向限制(生效)", "turn restrictions (in force)");
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
            Read::Exempt => exempt.add(relation.id),
            Read::Broken => broken.add(relation.id),
        }
    }
    [read, exempt, broken].into_iter().for_each(|note| note.push_to(notes));
    let obeyed_by = ProfileSet::ALL.without(Profile::Air).without(Profile::Foot);
    let turn = |(from, via, over, to)| Turn { from, via, over, to, obeyed_by };
    forbidden.into_iter().map(turn).collect()
}

fn restriction(relation: &Relation, crossings: &Crossings<'_>) -> Read {
    let is_free =
        |vehicle: &str| matches!(vehicle.trim(), "emergency" | "motor_vehicle" | "vehicle");
    let Some(kind) = relation.tags.get("restriction") else { return Read::Exempt };
    if relation.tags.get("except").is_some_and(|except| except.split(';').any(is_free)) {
        return Read::Exempt;
    }
    let Some(passages) = passages(relation, crossings).filter(|all| !all.is_empty()) else {
        return Read::Broken;
    };
    let forbidden = |passage: &Passage| match kind {
        "no_u_turn" => barred_back(passage, crossings.origin),
        _ if kind.starts_with("no_") => barred(passage),
        _ => all_others(passage, crossings),
    };
    match kind.starts_with("no_") || kind.starts_with("only_") {
        true => Read::Turns(passages.iter().flat_map(forbidden).collect()),
        false => Read::Broken,
    }
}

/// Every way through that fits the members of a relation; none where what it leads over is missing,
/// is both a junction and ways, or has more roads than any turn.
fn passages(relation: &Relation, crossings: &Crossings<'_>) -> Option<Vec<Passage>> {
    let of_role = |role: &str| -> Vec<&Member> {
        relation.members.iter().filter(|member| &*member.role == role).collect()
    };
    let ways = |members: &[&Member]| -> Vec<u32> {
        let ways = members.iter().filter_map(|member| crossings.origin.way(member.id));
        // A way that is named twice is one.
        ways.collect::<BTreeSet<u32>>().into_iter().collect()
    };
    let (from, via, to) = (ways(&of_role("from")), of_role("via"), ways(&of_role("to")));
    let passage = |via: NodeId, (over, end): (Vec<RoadId>, NodeId)| {
        let (from, to) = (crossings.of_ways(&from, via, true), crossings.of_ways(&to, end, false));
        let is_some = |roads: &[RoadId]| (1..=SIDE_MAX).contains(&roads.len());
        (is_some(&from) && is_some(&to)).then_some(Passage { from, via, over, to })
    };
    if let [via] = via[..]
        && via.kind == MemberKind::Point
    {
        let node = *crossings.nodes.get(&via.id)?;
        return Some(passage(node, (Vec::new(), node)).into_iter().collect());
    }
    let is_known = |member: &&Member| {
        member.kind == MemberKind::Way && crossings.origin.way(member.id).is_some()
    };
    let over = ways(&via);
    let is_short = crossings.along(&over).take(Turn::OVER_MAX + 1).count() <= Turn::OVER_MAX;
    if over.is_empty() || !via.iter().all(is_known) || !is_short {
        return None;
    }
    let leaves = |node| !crossings.of_ways(&to, node, false).is_empty();
    let through = |via| passage(via, crossings.chain(via, &over, leaves)?);
    let roads = crossings.along(&over).map(|road| &crossings.roads[road.index()]);
    let junctions: BTreeSet<NodeId> = roads.flat_map(|road| [road.from, road.to]).collect();
    let starts = junctions.into_iter();
    let starts = starts.filter(|node| !crossings.of_ways(&from, *node, true).is_empty());
    Some(starts.filter_map(through).collect())
}

/// Turns of a passage that nobody may take.
fn barred(passage: &Passage) -> Vec<Forbidden> {
    let Passage { from, via, over, to } = passage;
    let turn = |from: RoadId, to: RoadId| (from, *via, over.clone(), to);
    let mut turns: Vec<Forbidden> =
        from.iter().flat_map(|from| to.iter().map(move |to| turn(*from, *to))).collect();
    turns.extend(from.iter().flat_map(|from| turning_back(*from, passage)));
    turns
}

/// The same where turning back is meant: of a way that is not parted at the junction each half is
/// among the roads on both sides, and to go straight on from one to the other is free.
fn barred_back(passage: &Passage, origin: &Origin) -> Vec<Forbidden> {
    let way = |road: RoadId| origin.of(road).way;
    let mut turns = barred(passage);
    turns.retain(|(from, _, over, to)| !over.is_empty() || from == to || way(*from) != way(*to));
    turns
}

/// Turns back on the roads between. Whoever has come to them by `from` would be rid of what is
/// forbidden there by turning back and back again on the spot.
fn turning_back(from: RoadId, passage: &Passage) -> impl Iterator<Item = Forbidden> + '_ {
    let Passage { via, over, .. } = passage;
    (1..=over.len()).map(move |place| (from, *via, over[..place].to_vec(), over[place - 1]))
}

/// Turns by which one leaves a passage that is the only one: at its first junction, at its end and
/// at each junction between. To turn back at the first is free.
fn all_others(passage: &Passage, crossings: &Crossings<'_>) -> Vec<Forbidden> {
    let Passage { from, via, over, to } = passage;
    let mut turns = Vec::new();
    for first in from {
        turns.extend(turning_back(*first, passage));
        let (mut here, mut last) = (*via, *first);
        for place in 0..=over.len() {
            let right = over.get(place).map_or(&to[..], std::slice::from_ref);
            let others = crossings.at[&here].iter();
            let others = others.filter(|road| !right.contains(road) && **road != last);
            turns.extend(others.map(|road| (*first, *via, over[..place].to_vec(), *road)));
            if let Some(next) = over.get(place) {
                let end = crossings.roads[next.index()].other_end(here);
                (here, last) = (end.expect("roads of a passage join up"), *next);
            }
        }
    }
    turns
}

#[cfg(test)]
mod tests {
    use crate::county::import::county::{Imported, Rasters, Settings, import};
    use crate::county::import::osm;
    use crate::county::import::rules::{STANDARD, built_in};
    use crate::county::itinerary::{Index, Journey, Means};
    use crate::county::router::Overlay;
    use crate::vocabulary::profile::Profile;

    fn imported(map: &str) -> Imported {
        let source = osm::read("map.osm", map.as_bytes()).unwrap();
        let rules = built_in(STANDARD).unwrap();
        let limits = super::super::limits::Limits::USUAL;
        let settings = Settings { name: "x".into(), title: None, rules, cell_m: 100.0, limits };
        import("map.osm", &source, Rasters::default(), &settings).unwrap()
    }

    /// How far it is from one vertex to each of others, to 10 m; `also` are journeys asked about in
    /// the same breath.
    fn lengths_m(
        imported: &Imported,
        profile: Profile,
        (from, to): (&str, &[&str]),
        also: &[(&str, &str)],
    ) -> Vec<Option<u64>> {
        let index = Index::new(&imported.county.network, Some(&imported.origin));
        let stop = |name: &str| index.stop(name).unwrap();
        let journey = |(from, to)| Journey { from: stop(from), to: stop(to), closed: None };
        let asked = to.iter().map(|to| (from, *to)).chain(also.iter().copied());
        let journeys: Vec<Journey> = asked.map(journey).collect();
        let taken = index.routes(&Means::Vehicle(profile, Overlay::NONE), &journeys);
        let length_m = |taken: crate::county::itinerary::Taken| (taken.length_mm + 5_000) / 10_000;
        taken[..to.len()].iter().map(|taken| taken.map(|taken| 10 * length_m(taken))).collect()
    }

    #[track_caller]
    fn is_noted(imported: &Imported, noted: &str, count: u64) {
        let notes = &imported.report.notes;
        let found = notes.iter().find(|note| note.what.en.starts_with(noted));
        assert_eq!(found.map(|note| note.count), Some(count), "{noted} in {notes:?}");
    }

    /// A crossing of four arms; the restriction is put in.
    fn map(restriction: &str) -> String {
        format!(
            r#"<osm>
      <node id="1" lat="42.50" lon="1.50"/><node id="2" lat="42.51" lon="1.50"/>
      <node id="3" lat="42.49" lon="1.50"/><node id="4" lat="42.50" lon="1.51"/>
      <node id="5" lat="42.50" lon="1.49"/><node id="6" lat="42.51" lon="1.51"/>
      <node id="7" lat="42.495" lon="1.50"/>
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
        let imported = imported(&map(restriction));
        is_noted(&imported, noted, 1);
        // Straight on or round the corner is two roads; a detour turns at a dead end.
        let lengths_m = lengths_m(&imported, profile, ("3", &["2", "4", "5"]), &[]);
        let is_direct = |length_m: &Option<u64>| length_m.is_some_and(|length_m| length_m < 2_500);
        let found: Vec<bool> = lengths_m.iter().map(is_direct).collect();
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

    #[test]
    fn where_turning_back_is_forbidden_one_may_go_straight_on() {
        // Of one way, which is not parted at the crossing, or where nothing branches at all.
        let nodes: String = [3, 7, 1, 6].map(|node| format!("<nd ref=\"{node}\"/>")).concat();
        for via in ["1", "7"] {
            let map = map("<tag k=\"restriction\" v=\"no_u_turn\"/>")
                .replace("<nd ref=\"3\"/><nd ref=\"1\"/>", &nodes)
                .replace("ref=\"1\" role", &format!("ref=\"{via}\" role"))
                .replace("ref=\"14\" role", "ref=\"13\" role");
            let imported = imported(&map);
            is_noted(&imported, "turn restrictions (in force)", 1);
            let turns = &imported.county.network.turns;
            assert!(turns.len() == 2 && turns.iter().all(|turn| turn.from == turn.to), "{turns:?}");
        }
    }

    /// Two carriageways of twice 820 m, eastward 1-2-3 and westward 6-5-4, joined at their east
    /// end and by a link 2-9-7-5 of 110 m, at the middle of which, 7, a lane begins; the members of
    /// a relation and its tags are put in. Way 25 is the link up to 7, way 29 what is beyond.
    fn carriageways(relation: &str) -> String {
        let way = |id: i64, nodes: &str, more: &str| {
            let nodes: String =
                nodes.split(' ').map(|node| format!("<nd ref=\"{node}\"/>")).collect();
            format!("<way id=\"{id}\">{nodes}<tag k=\"highway\" v=\"primary\"/>{more}</way>")
        };
        let one_way = "<tag k=\"oneway\" v=\"yes\"/>";
        let ways = [
            way(21, "1 2", one_way),
            way(22, "2 3", one_way),
            way(23, "6 5", one_way),
            way(24, "5 4", one_way),
            way(25, "2 9 7", ""),
            way(26, "7 8", ""),
            way(27, "3 6", ""),
            way(28, "4 1", one_way),
            way(29, "7 5", ""),
        ];
        format!(
            r#"<osm>
      <node id="1" lat="42.500" lon="1.50"/><node id="2" lat="42.500" lon="1.51"/>
      <node id="3" lat="42.500" lon="1.52"/><node id="4" lat="42.501" lon="1.50"/>
      <node id="5" lat="42.501" lon="1.51"/><node id="6" lat="42.501" lon="1.52"/>
      <node id="7" lat="42.5005" lon="1.51"/><node id="8" lat="42.5005" lon="1.515"/>
      <node id="9" lat="42.5002" lon="1.51"/>
      {}<relation id="30"><tag k="type" v="restriction"/>{relation}</relation></osm>"#,
            ways.concat()
        )
    }

    /// How far it is from 1 to 3, 4, 5, 7 and 8, in m, 0 for no way, with a restriction from 21.
    #[track_caller]
    fn check_over(kind: &str, (via, to): (&[i64], i64), expected: [u64; 5]) {
        let via: String = via
            .iter()
            .map(|way| format!("<member type=\"way\" ref=\"{way}\" role=\"via\"/>"))
            .collect();
        let relation = format!(
            r#"<tag k="restriction" v="{kind}"/><member type="way" ref="21" role="from"/>{via}
            <member type="way" ref="{to}" role="to"/>"#
        );
        let imported = imported(&carriageways(&relation));
        is_noted(&imported, "turn restrictions (in force)", 1);
        let to = ["3", "4", "5", "7", "8"];
        // Where another journey begins inside the link, nobody turns back there either.
        for also in [&[][..], &[("9", "1")]] {
            let found = lengths_m(&imported, Profile::Road, ("1", &to), also);
            let found: Vec<u64> = found.into_iter().map(Option::unwrap_or_default).collect();
            assert_eq!(found, expected, "{kind} {via} {also:?}");
        }
        let free = lengths_m(&imported, Profile::Foot, ("1", &to), &[]);
        assert_eq!(free, FREE.map(Some), "on foot");
    }

    /// How far it is where nothing is forbidden.
    const FREE: [u64; 5] = [1640, 1750, 930, 880, 1290];

    #[test]
    fn turns_over_ways_are_forbidden_as_the_source_says() {
        // Back over the link, its ways named in the order of travel or against it: to 4 by turning
        // in the lane.
        check_over("no_u_turn", (&[25, 29], 24), [1640, 2570, 930, 880, 1290]);
        check_over("no_u_turn", (&[29, 25], 24), [1640, 2570, 930, 880, 1290]);
        // Into the lane from the first half of the link: by turning at the end of the second.
        check_over("no_right_turn", (&[25], 26), [1640, 1750, 930, 880, 1400]);
        // Only over the whole link and back, so that neither 3 nor 8 is ever reached.
        check_over("only_u_turn", (&[25, 29], 24), [0, 1750, 930, 880, 0]);
        // Only into the lane: all else after turning in it.
        check_over("only_right_turn", (&[25], 26), [2570, 2570, 1750, 880, 1290]);
    }

    #[test]
    fn a_way_that_the_junctions_part_is_led_over_as_a_whole() {
        // One way from 2 to 5, which the lane parts.
        let relation = r#"<tag k="restriction" v="no_u_turn"/>
            <member type="way" ref="21" role="from"/><member type="way" ref="25" role="via"/>
            <member type="way" ref="24" role="to"/>"#;
        let map = carriageways(relation).replace(
            "<nd ref=\"9\"/><nd ref=\"7\"/>",
            "<nd ref=\"9\"/><nd ref=\"7\"/><nd ref=\"5\"/>",
        );
        let map = map.replace("<way id=\"29\"><nd ref=\"7\"/>", "<way id=\"29\"><nd ref=\"8\"/>");
        let imported = imported(
            &map.replace("<nd ref=\"8\"/><nd ref=\"5\"/>", "<nd ref=\"8\"/><nd ref=\"3\"/>"),
        );
        is_noted(&imported, "turn restrictions (in force)", 1);
        let over: Vec<usize> =
            imported.county.network.turns.iter().map(|turn| turn.over.len()).collect();
        assert_eq!(over, [1, 2, 2], "turning back on either part, and the turn itself");
    }

    #[test]
    fn a_restriction_over_ways_that_do_not_join_is_skipped_and_counted() {
        for (via, to) in [("22", 24), ("25", 24), ("99", 24), ("25", 99)] {
            let relation = format!(
                r#"<tag k="restriction" v="no_u_turn"/><member type="way" ref="21" role="from"/>
                <member type="way" ref="{via}" role="via"/>
                <member type="way" ref="{to}" role="to"/>"#
            );
            let imported = imported(&carriageways(&relation));
            is_noted(&imported, "turn restrictions that do not fit", 1);
            assert_eq!(imported.county.network.turns, [], "{via} {to}");
        }
    }
}
