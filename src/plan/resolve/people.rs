//! Desks and teams: those named one by one, and those of which every village or station has some.

use std::collections::BTreeSet;

use super::super::file::{
    Audience, DeskEachFile, DeskFile, PlanFile, StaffingFile, TeamKindFile, TeamPlace,
};
use super::super::people::{Desk, Team};
use super::Step;
use crate::base::check::{Checker, NAME_CHARACTERS_MAX, is_name};
use crate::base::id::{DeskId, NodeId, TeamId, ZoneId};
use crate::base::key::Key;
use crate::base::text::Text;
use crate::base::time::Duration;
use crate::county::place::County;
use crate::vocabulary::capability::CapabilitySet;

/// Where a desk comes from.
pub(super) enum Origin<'a> {
    Named(&'a DeskFile),
    Each(&'a DeskEachFile, ZoneId),
}

/// A desk before its references are looked up.
pub(super) struct Stub<'a> {
    pub(super) name: String,
    path: String,
    origin: Origin<'a>,
}

/// All desks in the order of their names, and the desk of each zone.
pub(super) struct Stubs<'a> {
    pub(super) list: Vec<Stub<'a>>,
    pub(super) zone_desk: Vec<Option<DeskId>>,
}

/// Lists all desks; names taken twice are errors.
pub(super) fn desk_stubs<'a>(
    check: &mut Checker,
    file: &'a PlanFile,
    county: &County,
) -> Stubs<'a> {
    let mut list: Vec<Stub> = check
        .by_name("desks", "desk", &file.desks, |desk| &desk.name)
        .into_iter()
        .map(|(index, desk)| Stub {
            name: desk.name.clone(),
            path: format!("desks[{index}]"),
            origin: Origin::Named(desk),
        })
        .collect();
    let mut kinds = BTreeSet::new();
    for (index, each) in file.desks_each.iter().enumerate() {
        let path = format!("desks_each[{index}]");
        placeholder(check, &path, &each.title);
        if !kinds.insert(each.each) {
            let found = each.each.text().en;
            check.error(
                &format!("{path}.each"),
                found,
                "尚无岗位模板的村镇类别",
                "a kind of zone that has no desk yet",
            );
            continue;
        }
        for (zone_index, zone) in county.zones.iter().enumerate() {
            if zone.kind == each.each {
                list.push(Stub {
                    name: format!("{}-{}", each.name, zone.name),
                    path: path.clone(),
                    origin: Origin::Each(each, ZoneId::from_index(zone_index)),
                });
            }
        }
    }
    list.sort_by(|left, right| (&left.name, &left.path).cmp(&(&right.name, &right.path)));
    list.dedup_by(|later, earlier| {
        let same = later.name == earlier.name;
        if same {
            taken(check, &later.path, &later.name);
        }
        same
    });
    let mut zone_desk = vec![None; county.zones.len()];
    for (index, stub) in list.iter().enumerate() {
        if let Origin::Each(_, zone) = stub.origin {
            zone_desk[zone.index()] = Some(DeskId::from_index(index));
        }
    }
    Stubs { list, zone_desk }
}

fn taken(check: &mut Checker, path: &str, name: &str) {
    check.error(
        &format!("{path}.name"),
        format!("\"{name}\""),
        "展开后不与其他名称重复的名称",
        "a name that stays unique when it is expanded",
    );
}

/// That a template's title has the place where the zone's or facility's name goes.
fn placeholder(check: &mut Checker, path: &str, title: &Text) {
    for (language, text) in [("zh", &title.zh), ("en", &title.en)] {
        if !text.contains("{}") {
            check.error(
                &format!("{path}.title.{language}"),
                format!("\"{text}\""),
                "含有 {} 的名称，用于填入地名",
                "a title with {} where the place's name goes",
            );
        }
    }
}

fn filled(title: &Text, place: &Text, number: Option<u8>) -> Text {
    let fill = |template: &str, place: &str| {
        let mut filled = template.replace("{}", place);
        if let Some(number) = number {
            if filled.contains("{number}") {
                filled = filled.replace("{number}", &number.to_string());
            } else {
                filled += &format!(" {number}");
            }
        }
        filled
    };
    Text::new(fill(&title.zh, &place.zh), fill(&title.en, &place.en))
}

/// Resolves the desks, in the order of the stubs.
pub(super) fn desks(step: &mut Step, stubs: &Stubs) -> Vec<Desk> {
    let mut templates_checked = BTreeSet::new();
    let mut desks = Vec::with_capacity(stubs.list.len());
    for stub in &stubs.list {
        let first = templates_checked.insert(stub.path.clone());
        let desk = match stub.origin {
            Origin::Named(desk) => named_desk(step, stub, desk),
            Origin::Each(each, zone) => each_desk(step, stub, (each, zone), stubs, first),
        };
        desks.extend(desk);
    }
    desks
}

fn named_desk(step: &mut Step, stub: &Stub, desk: &DeskFile) -> Option<Desk> {
    let path = &stub.path;
    step.check.text(&format!("{path}.title"), &desk.title);
    let organisation = step.organisation(path, &desk.organisation);
    let at = step.facility(&format!("{path}.at"), &desk.at);
    staffing(&mut step.check, path, &desk.staffing);
    let reports_to = other_desk(step, stub, "reports_to", desk.reports_to.as_deref());
    let deputy = other_desk(step, stub, "deputy", desk.deputy.as_deref());
    let path = format!("{path}.hospital");
    let hospital = desk.hospital.as_ref().and_then(|it| super::hospitals::one(step, &path, it));
    let facility = &step.county.facilities[at?.index()];
    Some(Desk {
        key: Key::written("desk", &stub.name),
        name: stub.name.clone(),
        title: desk.title.clone(),
        organisation: organisation?,
        node: facility.node,
        zone: facility.zone,
        serves: None,
        staff: desk.staffing.staff,
        service: Duration::from_seconds(u64::from(desk.staffing.service_seconds)),
        service_sigma: desk.staffing.service_sigma,
        lines: desk.staffing.lines,
        landline: desk.staffing.landline,
        satellite: desk.staffing.satellite,
        platform: desk.staffing.platform,
        reports_to,
        deputy,
        hospital,
    })
}

/// A desk that another one names, which is not itself.
fn other_desk(step: &mut Step, stub: &Stub, field: &str, name: Option<&str>) -> Option<DeskId> {
    let name = name?;
    let path = format!("{}.{field}", stub.path);
    if name == stub.name {
        step.check.error(&path, format!("\"{name}\""), "另一个岗位", "another desk");
        return None;
    }
    step.desk(&path, name)
}

fn each_desk(
    step: &mut Step,
    stub: &Stub,
    (each, zone_id): (&DeskEachFile, ZoneId),
    stubs: &Stubs,
    first: bool,
) -> Option<Desk> {
    let path = &stub.path;
    let zone = &step.county.zones[zone_id.index()];
    let organisation = if first {
        staffing(&mut step.check, path, &each.staffing);
        long_name(&mut step.check, path, &stub.name);
        step.organisation(path, &each.organisation)
    } else {
        let index = step.names.organisations.get(&each.organisation);
        index.map(crate::base::id::OrganisationId::from_index)
    };
    let reports_to = match &each.reports_to {
        Audience::Desk(name) if first => step.desk(&format!("{path}.reports_to"), name),
        Audience::Desk(name) => step.names.desks.get(name).map(DeskId::from_index),
        Audience::TownshipOfSubject => stubs.zone_desk[zone.parent.index()],
        other => {
            if first {
                step.check.error(
                    &format!("{path}.reports_to"),
                    super::written(other),
                    "desk（\"名称\"） 或 township-of-subject",
                    "desk(\"name\") or township-of-subject",
                );
            }
            None
        }
    };
    Some(Desk {
        key: Key::written("desk", &stub.name),
        name: stub.name.clone(),
        title: filled(&each.title, &zone.title, None),
        organisation: organisation?,
        node: zone.node,
        zone: zone_id,
        serves: Some(zone_id),
        staff: each.staffing.staff,
        service: Duration::from_seconds(u64::from(each.staffing.service_seconds)),
        service_sigma: each.staffing.service_sigma,
        lines: each.staffing.lines,
        landline: each.staffing.landline,
        satellite: each.staffing.satellite,
        platform: each.staffing.platform,
        reports_to,
        deputy: None,
        hospital: None,
    })
}

fn long_name(check: &mut Checker, path: &str, name: &str) {
    if !is_name(name) {
        check.error(
            &format!("{path}.name"),
            format!("\"{name}\""),
            &format!("展开后不超过 {NAME_CHARACTERS_MAX} 个字符的名称"),
            &format!("a name of at most {NAME_CHARACTERS_MAX} characters when expanded"),
        );
    }
}

fn staffing(check: &mut Checker, path: &str, staffing: &StaffingFile) {
    let path = format!("{path}.staffing");
    check.within(&format!("{path}.staff"), staffing.staff, 1..=50, "");
    check.within(&format!("{path}.lines"), staffing.lines, 1..=100, "");
    check.within(&format!("{path}.service_seconds"), staffing.service_seconds, 1..=3_600, "s");
    check.within(&format!("{path}.service_sigma"), staffing.service_sigma, 0.0..=3.0, "");
}

/// The teams that each desk sends, by desk, in the order of their keys.
pub(super) fn desk_teams(teams: &[Team], desks: usize) -> Vec<Vec<TeamId>> {
    let mut desk_teams = vec![Vec::new(); desks];
    for (index, team) in teams.iter().enumerate() {
        desk_teams[team.desk.index()].push(TeamId::from_index(index));
    }
    for list in &mut desk_teams {
        list.sort_by_key(|team: &TeamId| teams[team.index()].key);
    }
    desk_teams
}

/// A team before its references are looked up.
struct TeamStub<'a> {
    name: String,
    family: &'a str,
    path: String,
    title: Text,
    station: NodeId,
    /// Minutes of travel from beyond the map's edge to the station.
    beyond_minutes: u32,
    zone: ZoneId,
    kind: &'a TeamKindFile,
    first: bool,
}

/// Resolves the teams in the order of their names.
pub(super) fn teams(step: &mut Step, file: &PlanFile, zone_desk: &[Option<DeskId>]) -> Vec<Team> {
    let mut stubs = named_teams(step, file);
    stubs.extend(each_teams(step, file));
    stubs.sort_by(|left, right| (&left.name, &left.path).cmp(&(&right.name, &right.path)));
    stubs.dedup_by(|later, earlier| {
        let same = later.name == earlier.name;
        if same {
            taken(&mut step.check, &later.path, &later.name);
        }
        same
    });
    stubs.iter().filter_map(|stub| team(step, stub, zone_desk)).collect()
}

fn named_teams<'a>(step: &mut Step, file: &'a PlanFile) -> Vec<TeamStub<'a>> {
    let mut stubs = Vec::new();
    for (index, team) in step.check.by_name("teams", "team", &file.teams, |team| &team.name) {
        let path = format!("teams[{index}]");
        step.check.text(&format!("{path}.title"), &team.title);
        let Some(at) = step.facility(&format!("{path}.at"), &team.at) else { continue };
        let facility = &step.county.facilities[at.index()];
        stubs.push(TeamStub {
            name: team.name.clone(),
            family: &team.name,
            path,
            title: team.title.clone(),
            station: facility.node,
            beyond_minutes: facility.access_minutes,
            zone: facility.zone,
            kind: &team.kind,
            first: true,
        });
    }
    stubs
}

fn each_teams<'a>(step: &mut Step, file: &'a PlanFile) -> Vec<TeamStub<'a>> {
    let mut stubs = Vec::new();
    for (index, each) in file.teams_each.iter().enumerate() {
        let path = format!("teams_each[{index}]");
        placeholder(&mut step.check, &path, &each.title);
        step.check.within(&format!("{path}.count"), each.count, 1..=50, "");
        let county = step.county;
        let places: Vec<(&str, &Text, NodeId, ZoneId)> = match each.each {
            TeamPlace::Facility(kind) => county
                .facilities
                .iter()
                .filter(|facility| facility.kind == kind)
                .map(|item| (item.name.as_str(), &item.title, item.node, item.zone))
                .collect(),
            TeamPlace::Zone(kind) => county
                .zones
                .iter()
                .enumerate()
                .filter(|(_, zone)| zone.kind == kind)
                .map(|(id, zone)| {
                    (zone.name.as_str(), &zone.title, zone.node, ZoneId::from_index(id))
                })
                .collect(),
        };
        if places.is_empty() {
            let found = super::super::lint::place_text(each.each);
            step.check.warning(
                &format!("{path}.each"),
                &found.en,
                "本县存在的设施或村镇类别",
                "a kind of facility or zone that this county has",
            );
        }
        let mut first = true;
        for (place, title, station, zone) in places {
            for number in 1..=each.count {
                stubs.push(TeamStub {
                    name: format!("{}-{place}-{number}", each.name),
                    family: &each.name,
                    path: path.clone(),
                    title: filled(&each.title, title, (each.count > 1).then_some(number)),
                    station,
                    beyond_minutes: 0,
                    zone,
                    kind: &each.kind,
                    first: std::mem::take(&mut first),
                });
            }
        }
    }
    stubs
}

fn team(step: &mut Step, stub: &TeamStub, zone_desk: &[Option<DeskId>]) -> Option<Team> {
    let (kind, path) = (stub.kind, format!("{}.kind", stub.path));
    if stub.first {
        team_figures(&mut step.check, &path, kind);
        long_name(&mut step.check, &stub.path, &stub.name);
    }
    let organisation = if stub.first {
        step.organisation(&path, &kind.organisation)
    } else {
        let index = step.names.organisations.get(&kind.organisation);
        index.map(crate::base::id::OrganisationId::from_index)
    };
    let township = step.county.zones[stub.zone.index()].parent;
    let desk = match &kind.desk {
        Audience::Desk(name) if stub.first => step.desk(&format!("{path}.desk"), name),
        Audience::Desk(name) => step.names.desks.get(name).map(DeskId::from_index),
        Audience::VillageOfSubject => zone_desk[stub.zone.index()],
        Audience::TownshipOfSubject => zone_desk[township.index()],
        other => {
            if stub.first {
                step.check.error(
                    &format!("{path}.desk"),
                    super::written(other),
                    "desk（\"名称\"）、village-of-subject 或 township-of-subject",
                    "desk(\"name\"), village-of-subject or township-of-subject",
                );
            }
            return None;
        }
    };
    if desk.is_none() && !matches!(kind.desk, Audience::Desk(_)) {
        let found = format!("\"{}\"", step.county.zones[stub.zone.index()].name);
        let path = format!("{path}.desk");
        step.check.error(&path, found, "设有岗位的村镇", "a zone that has a desk");
    }
    Some(Team {
        key: Key::written("team", &stub.name),
        name: stub.name.clone(),
        family: stub.family.to_owned(),
        title: stub.title.clone(),
        organisation: organisation?,
        desk: desk?,
        station: stub.station,
        profile: kind.profile,
        crew: kind.crew,
        capabilities: CapabilitySet::of(&kind.capabilities),
        work_rate_percent: kind.work_rate_percent,
        turnout: [kind.turnout_seconds.0, kind.turnout_seconds.1]
            .map(|seconds| Duration::from_seconds(u64::from(seconds))),
        beyond: Duration::from_minutes(u64::from(stub.beyond_minutes)),
        seats: kind.seats,
        wading_mm: kind.wading_mm,
    })
}

fn team_figures(check: &mut Checker, path: &str, kind: &TeamKindFile) {
    check.within(&format!("{path}.crew"), kind.crew, 1..=200, "");
    let rate = kind.work_rate_percent;
    check.within(&format!("{path}.work_rate_percent"), rate, 10..=400, "%");
    let (day, night) = kind.turnout_seconds;
    check.within(&format!("{path}.turnout_seconds[0]"), day, 1..=14_400, "s");
    check.within(&format!("{path}.turnout_seconds[1]"), night, 1..=14_400, "s");
    if let Some(wading_mm) = kind.wading_mm {
        check.within(&format!("{path}.wading_mm"), wading_mm, 0..=2_000, "mm");
    }
}
