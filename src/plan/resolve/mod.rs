//! From a plan as written to a plan that can be played over one county: names to ids, templates
//! expanded, everything in an order that does not depend on the file's. Whether a plan is a good
//! one is the question of [`super::lint`].
//!
//! Lists without a declared order are sorted by written name (or by their content, where they have
//! none); support, channels, actions and audiences keep theirs.

mod hospitals;
mod messages;
mod people;
mod rules;

use super::file::{ApprovalFile, Audience, ConditionFile, PlanFile, Source};
use super::limits::{Limit, Limits};
use super::people::Organisation;
use super::rules::Condition;
use super::{Clause, Plan, lint};
use crate::base::check::{Checker, Lookup};
use crate::base::id::{ClauseId, DeskId, FacilityId, OrganisationId};
use crate::base::key::Key;
use crate::base::problem::Problems;
use crate::base::text::Text;
use crate::base::time::Duration;
use crate::county::choice::{self, ChosenPlace};
use crate::county::place::County;
use crate::vocabulary::channel::Channel;
use crate::vocabulary::fact::FactKind;

/// Minutes that any limit of a plan can have: from one to three days.
const LIMIT_MINUTES: std::ops::RangeInclusive<u32> = 1..=4_320;

/// Resolves `file`, which problems call `file_name`, over `county`.
///
/// # Errors
/// Every problem that was found, as soon as one of them is an error. With the plan come the
/// warnings.
pub fn resolve(
    file: &PlanFile,
    file_name: &str,
    county: &County,
) -> Result<(Plan, Problems), Problems> {
    match resolve_around(file, file_name, county) {
        (Some(plan), problems) => problems.refuse_errors(plan),
        (None, problems) => Err(problems),
    }
}

/// Resolves as [`resolve`] does, and goes on after errors: then the plan lacks what they are about,
/// and is only for checking what refers to it; none where not even that is possible.
pub fn resolve_around(
    file: &PlanFile,
    file_name: &str,
    county: &County,
) -> (Option<Plan>, Problems) {
    let mut check = Checker::new(file_name);
    match choice::fill(&mut check, file, &file.places, county) {
        Some(filled) => resolve_filled(check, &filled.document, filled.places, county),
        None => (None, check.into_problems()),
    }
}

/// Resolves a plan whose places have been put in.
fn resolve_filled(
    mut check: Checker,
    file: &PlanFile,
    places: Vec<ChosenPlace>,
    county: &County,
) -> (Option<Plan>, Problems) {
    check.text("title", &file.title);
    let clauses = clauses(&mut check, file);
    let organisations = organisations(&mut check, file);
    let stubs = people::desk_stubs(&mut check, file, county);
    let approvals = check.by_name("approvals", "approval", &file.approvals, |item| &item.name);
    let names = Names::new(&clauses, &organisations, &stubs, &approvals, county);
    let mut step = Step { check, names, county };
    let desks = people::desks(&mut step, &stubs);
    let teams = people::teams(&mut step, file, &stubs.zone_desk);
    let approvals = rules::approvals(&mut step, &approvals);
    let channels = messages::channels(&mut step, file);
    let call_taking = messages::call_taking(&mut step, file);
    let monitoring = messages::monitoring(&mut step, file);
    let mut crew_news = file.crew_news.clone();
    crew_news.sort_unstable();
    crew_news.dedup();
    let withdrawals = rules::withdrawals(&mut step, file);
    let flows = messages::flows(&mut step, file);
    let duties = rules::duties(&mut step, file);
    let aid = rules::aid(&mut step, file);
    let rules = rules::rules(&mut step, file);
    let reporting = messages::reporting(&mut step, file);
    let calls = messages::calls(&mut step, file);
    let limits = limits(&mut step, file);
    let standards = rules::standards(&mut step, file);
    let medical = rules::medical(&mut step, file);
    let consultation = step.minutes("consultation_minutes", file.consultation_minutes);
    let stocks = rules::stocks(&mut step, file);
    let desk_teams = people::desk_teams(&teams, stubs.list.len());
    // Ids count desks: without one of them they would mean another.
    let whole = desks.len() == stubs.list.len();
    let (true, Some(calls), Some(limits)) = (whole, calls, limits) else {
        return (None, step.check.into_problems());
    };
    let plan = Plan {
        name: file.name.clone(),
        title: file.title.clone(),
        places,
        clauses,
        organisations,
        desks,
        teams,
        channels,
        call_taking,
        monitoring,
        crew_news,
        withdrawals,
        flows,
        duties,
        aid,
        approvals,
        rules,
        reporting,
        calls,
        consultation,
        limits,
        standards,
        medical,
        stocks,
        zone_desk: stubs.zone_desk,
        desk_teams,
    };
    let mut check = step.check;
    if !check.has_errors() {
        lint::lint(&mut check, file, &plan, county);
    }
    (Some(plan), check.into_problems())
}

/// Names that can be referred to.
struct Names {
    clauses: Lookup,
    organisations: Lookup,
    desks: Lookup,
    facilities: Lookup,
    approvals: Lookup,
}

impl Names {
    fn new(
        clauses: &[Clause],
        organisations: &[Organisation],
        stubs: &people::Stubs,
        approvals: &[(usize, &ApprovalFile)],
        county: &County,
    ) -> Self {
        Self {
            clauses: Lookup::new(
                Text::new("条款", "a clause"),
                clauses.iter().map(|clause| clause.name.as_str()),
            ),
            organisations: Lookup::new(
                Text::new("单位", "an organisation"),
                organisations.iter().map(|organisation| organisation.name.as_str()),
            ),
            desks: Lookup::new(
                Text::new("岗位", "a desk"),
                stubs.list.iter().map(|stub| stub.name.as_str()),
            ),
            facilities: Lookup::new(
                Text::new("设施", "a facility"),
                county.facilities.iter().map(|facility| facility.name.as_str()),
            ),
            approvals: Lookup::new(
                Text::new("审批流程", "an approval"),
                approvals.iter().map(|(_, approval)| approval.name.as_str()),
            ),
        }
    }
}

/// What each part of the step from file to plan needs.
struct Step<'a> {
    check: Checker<'a>,
    names: Names,
    county: &'a County,
}

impl Step<'_> {
    fn clause(&mut self, path: &str, name: &str) -> Option<ClauseId> {
        let path = format!("{path}.clause");
        self.check.find(&self.names.clauses, &path, name).map(ClauseId::from_index)
    }

    fn organisation(&mut self, path: &str, name: &str) -> Option<OrganisationId> {
        let path = format!("{path}.organisation");
        self.check.find(&self.names.organisations, &path, name).map(OrganisationId::from_index)
    }

    fn desk(&mut self, path: &str, name: &str) -> Option<DeskId> {
        self.check.find(&self.names.desks, path, name).map(DeskId::from_index)
    }

    fn facility(&mut self, path: &str, name: &str) -> Option<FacilityId> {
        self.check.find(&self.names.facilities, path, name).map(FacilityId::from_index)
    }

    fn audience(&mut self, path: &str, audience: &Audience) -> Option<Audience<DeskId>> {
        Some(match audience {
            Audience::Desk(name) => Audience::Desk(self.desk(path, name)?),
            Audience::VillageOfSubject => Audience::VillageOfSubject,
            Audience::TownshipOfSubject => Audience::TownshipOfSubject,
            Audience::Superior => Audience::Superior,
            Audience::Itself => Audience::Itself,
            Audience::Townships => Audience::Townships,
            Audience::Villages => Audience::Villages,
            Audience::Downstream => Audience::Downstream,
        })
    }

    /// All of them, or none when one is unknown. An empty list is an error unless it may be.
    fn audiences(
        &mut self,
        path: &str,
        audiences: &[Audience],
        may_be_empty: bool,
    ) -> Option<Vec<Audience<DeskId>>> {
        if audiences.is_empty() && !may_be_empty {
            self.check.error(path, "[]", "至少一个岗位", "at least one desk");
        }
        let resolved: Vec<Option<Audience<DeskId>>> = audiences
            .iter()
            .enumerate()
            .map(|(index, audience)| self.audience(&format!("{path}[{index}]"), audience))
            .collect();
        resolved.into_iter().collect()
    }

    fn condition(&mut self, path: &str, condition: &ConditionFile) -> Condition {
        let at_least = condition.at_least.unwrap_or(i64::MIN);
        let at_most = condition.at_most.unwrap_or(i64::MAX);
        if at_least > at_most {
            self.check.error(
                &format!("{path}.at_least"),
                at_least,
                "不大于 at_most 的数",
                "a number not above at_most",
            );
        }
        self.check.within(&format!("{path}.subjects"), condition.subjects, 1..=1_000, "");
        if condition.event.is_some() && !condition.fact.is_level() {
            self.check.error(
                &format!("{path}.event"),
                condition.fact.text().en,
                "仅用于预警级别、应急响应级别",
                "no kind of event: only a warning level or a response level has one",
            );
        }
        let ConditionFile { fact, subjects, event, .. } = *condition;
        Condition { fact, at_least, at_most, subjects, event }
    }

    fn channels(&mut self, path: &str, channels: &[Channel]) {
        if channels.is_empty() {
            let path = format!("{path}.channels");
            self.check.error(&path, "[]", "至少一种通信方式", "at least one channel");
        }
    }

    fn minutes(&mut self, path: &str, minutes: u32) -> Duration {
        self.check.within(path, minutes, LIMIT_MINUTES, "min");
        Duration::from_minutes(u64::from(minutes))
    }

    fn source(&mut self, path: &str, source: &Source) {
        self.check.text(&format!("{path}.source.text"), &source.text);
    }

    /// That audiences about a fact can mean somebody: a fact about the whole county lies in no
    /// village, and what stands on no reach has nothing downstream.
    fn audience_fits(&mut self, path: &str, audience: &Audience, fact: FactKind) {
        let misplaced = match audience {
            Audience::VillageOfSubject | Audience::TownshipOfSubject => !fact.has_place(),
            Audience::Downstream => !fact.has_reach(),
            _ => false,
        };
        if misplaced {
            let text = fact.text();
            self.check.error(
                path,
                written(audience),
                &format!("与“{}”有关的岗位：该事实不在某村镇或某河段", text.zh),
                &format!("desks that {} can mean: it lies in no village or on no reach", text.en),
            );
        }
    }
}

/// An audience as it is written.
fn written(audience: &Audience) -> String {
    match audience {
        Audience::Desk(name) => format!("desk(\"{name}\")"),
        other => other.word().to_owned(),
    }
}

/// Minutes as a length of time.
fn length(minutes: u32) -> Duration {
    Duration::from_minutes(u64::from(minutes))
}

/// The places of the items in ascending order of what they say.
fn in_order<T: Ord>(items: &[T]) -> Vec<(usize, &T)> {
    let mut order: Vec<(usize, &T)> = items.iter().enumerate().collect();
    order.sort_by(|left, right| left.1.cmp(right.1));
    order
}

fn clauses(check: &mut Checker, file: &PlanFile) -> Vec<Clause> {
    let sorted = check.by_name("clauses", "clause", &file.clauses, |clause| &clause.name);
    sorted
        .into_iter()
        .map(|(index, clause)| {
            check.text(&format!("clauses[{index}].title"), &clause.title);
            Clause {
                key: Key::written("clause", &clause.name),
                name: clause.name.clone(),
                title: clause.title.clone(),
            }
        })
        .collect()
}

fn organisations(check: &mut Checker, file: &PlanFile) -> Vec<Organisation> {
    let list = &file.organisations;
    let sorted = check.by_name("organisations", "organisation", list, |item| &item.name);
    sorted
        .into_iter()
        .map(|(index, organisation)| {
            check.text(&format!("organisations[{index}].title"), &organisation.title);
            Organisation {
                key: Key::written("organisation", &organisation.name),
                name: organisation.name.clone(),
                title: organisation.title.clone(),
                symbol: organisation.symbol,
            }
        })
        .collect()
}

fn limits(step: &mut Step, file: &PlanFile) -> Option<Limits> {
    let written = &file.limits;
    let mut limit = |name: &str, item: &super::file::LimitFile| {
        let path = format!("limits.{name}");
        let length = step.minutes(&format!("{path}.minutes"), item.minutes);
        step.source(&path, &item.source);
        let clause = match &item.clause {
            Some(clause) => Some(step.clause(&path, clause)?),
            None => None,
        };
        Some(Limit { limit: length, clause, source: item.source.clone() })
    };
    let assign = limit("assign", &written.assign);
    let wait_on_peer = limit("wait_on_peer", &written.wait_on_peer);
    let level = limit("level", &written.level);
    let answer = limit("answer", &written.answer);
    let request = limit("request", &written.request);
    let debounce = limit("debounce", &written.debounce);
    let figures = written.figures.as_ref().map(|figures| limit("figures", figures));
    Some(Limits {
        assign: assign?,
        wait_on_peer: wait_on_peer?,
        level: level?,
        answer: answer?,
        request: request?,
        debounce: debounce?,
        figures: match figures {
            Some(figures) => Some(figures?),
            None => None,
        },
    })
}
