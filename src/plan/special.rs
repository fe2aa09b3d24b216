//! Special plans: what a plan for one kind of event adds to the general plan, list by list. Joined,
//! they are one plan; what is wrong with that is said of the file in which it was written.

use serde::{Deserialize, Serialize};

use super::file::{
    AidFile, ApprovalFile, CallTakingFile, ClauseFile, DeskEachFile, DeskFile, DutyFile, FlowFile,
    MonitoringFile, OrganisationFile, PlanFile, ReportingFile, RuleFile, StandardFile, StockFile,
    TeamEachFile, TeamFile,
};
use super::withdrawal::WithdrawalFile;
use crate::base::problem::Problems;
use crate::base::text::Text;
use crate::county::choice::PlaceChoice;
use crate::vocabulary::fact::FactKind;

/// Declares the lists of a special plan, each of which has the same name in the general plan.
macro_rules! special_plan {
    ($($(#[$doc:meta])* $list:ident: $item:ty,)*) => {
        /// A special plan, as it is written.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct SpecialPlanFile {
            /// Written name.
            pub name: String,
            /// What it is called.
            pub title: Text,
            $($(#[$doc])* #[serde(default)] pub $list: Vec<$item>,)*
        }

        /// The general plan with what special plans add, each given with the name of its file.
        pub fn join(
            (file, general): (&str, &PlanFile),
            specials: &[(&str, &SpecialPlanFile)],
        ) -> JoinedPlan {
            let mut plan = general.clone();
            for (_, special) in specials {
                plan.title.zh += &format!("；{}", special.title.zh);
                plan.title.en += &format!("; {}", special.title.en);
            }
            let mut ends = Vec::new();
            $(
            let mut of_list = vec![(plan.$list.len(), file.to_owned())];
            for (file, special) in specials {
                plan.$list.extend(special.$list.iter().cloned());
                of_list.push((plan.$list.len(), (*file).to_owned()));
            }
            ends.push((stringify!($list), of_list));
            )*
            JoinedPlan { plan, ends }
        }
    };
}

special_plan! {
    /// Places that it names by what they are; those of the general plan it can name too.
    places: PlaceChoice,
    /// Clauses that rules, flows, duties and limits refer to.
    clauses: ClauseFile,
    /// Organisations.
    organisations: OrganisationFile,
    /// Desks that are named one by one.
    desks: DeskFile,
    /// Desks of which every village, township or subdistrict has one.
    desks_each: DeskEachFile,
    /// Teams that are named one by one.
    teams: TeamFile,
    /// Teams of which every facility of a kind, or every zone of a kind, has some.
    teams_each: TeamEachFile,
    /// Which desk answers the public's calls.
    call_taking: CallTakingFile,
    /// Which desk each kind of sensor reports to.
    monitoring: MonitoringFile,
    /// What desks tell their teams at work.
    crew_news: FactKind,
    /// On what news desks order their teams out of a danger.
    withdrawals: WithdrawalFile,
    /// Who must be told which fact, by when.
    flows: FlowFile,
    /// Who leads and who supports which capability.
    duties: DutyFile,
    /// Who outside the county is asked next.
    aid: AidFile,
    /// How documents are reviewed and signed.
    approvals: ApprovalFile,
    /// What a desk does when it learns something.
    rules: RuleFile,
    /// Reports upward, with their deadlines.
    reporting: ReportingFile,
    /// Response-time standards.
    standards: StandardFile,
    /// What lies in the depots.
    stocks: StockFile,
}

/// A general plan with its special plans.
#[derive(Debug, Clone, PartialEq)]
pub struct JoinedPlan {
    /// All of it.
    pub plan: PlanFile,
    /// For each list, up to which place its items come from which file.
    ends: Vec<(&'static str, Vec<(usize, String)>)>,
}

impl JoinedPlan {
    /// Puts problems of the joined plan where they were written: file and place in its list.
    pub fn put_back(&self, problems: &mut Problems) {
        for place in problems.places_mut() {
            let path = &place.path;
            let Some((list, rest)) = path.split_once('[') else { continue };
            let Some((index, rest)) = rest.split_once(']') else { continue };
            let Ok(index) = index.parse::<usize>() else { continue };
            let Some((_, ends)) = self.ends.iter().find(|(name, _)| *name == list) else {
                continue;
            };
            let part = ends.iter().position(|(end, _)| index < *end);
            let Some(part) = part else { continue };
            let before = part.checked_sub(1).map_or(0, |before| ends[before].0);
            let path = format!("{list}[{}]{rest}", index - before);
            place.file.clone_from(&ends[part].1);
            place.path = path;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::problem::{Place, Problem};
    use crate::base::written;

    #[test]
    fn a_problem_is_put_back_where_it_was_written() {
        let general = include_str!("../../scenarios/plans/qingshan.ron");
        let general: PlanFile = written::parse("general.ron", general).unwrap();
        let clause =
            |name: &str| ClauseFile { name: name.into(), title: Text::new("条", "clause") };
        let special = |names: &[&str]| SpecialPlanFile {
            name: "special".into(),
            title: Text::new("专项", "special"),
            ..written::parse("", "(name: \"\", title: (zh: \"\", en: \"\"))")
                .map(|plan| SpecialPlanFile {
                    clauses: names.iter().copied().map(clause).collect(),
                    ..plan
                })
                .unwrap()
        };
        let (gas, quake) = (special(&["g.1", "g.2"]), special(&["q.1"]));
        let joined = join(("general.ron", &general), &[("gas.ron", &gas), ("quake.ron", &quake)]);
        let of_general = general.clauses.len();
        assert_eq!(joined.plan.clauses.len(), of_general + 3);
        let put = |path: &str| {
            let expected = Text::new("项", "an item");
            let place = Place::path("general.ron", path);
            let problem = Problem::error(place.clone(), "x", expected).against(place);
            let mut problems = Problems(vec![problem]);
            joined.put_back(&mut problems);
            let Problem { place, against, .. } = problems.0.remove(0);
            assert_eq!(against.as_ref(), Some(&place));
            (place.file, place.path)
        };
        let at = |index: usize| put(&format!("clauses[{index}].title"));
        let is = |file: &str, path: &str| (file.to_owned(), path.to_owned());
        assert_eq!(at(0), is("general.ron", "clauses[0].title"));
        assert_eq!(at(of_general), is("gas.ron", "clauses[0].title"));
        assert_eq!(at(of_general + 1), is("gas.ron", "clauses[1].title"));
        assert_eq!(at(of_general + 2), is("quake.ron", "clauses[0].title"));
        assert_eq!(put("medical.source"), is("general.ron", "medical.source"));
    }
}
