//! The scorecard: what a run's log says about it, as data that a reader understands without the
//! map. Shapes only; how each number comes about stands in the other files of `score`.
//!
//! Every moment is in milliseconds since the start of play and every length in milliseconds
//! ([`Time`], [`Duration`]); `evidence` holds numbers of events in the log. Lists are sorted by
//! what a reader looks for first and then by stable keys, never by dense ids.

use serde::{Deserialize, Serialize};

use super::chain::{ChainSummary, StandardResult};
use super::detection::{Capacity, Detection};
use super::hospital::Hospitals;
use super::outcome::Outcomes;
use super::rating::{CapabilityResult, CriticalTasks, ObjectiveResult, Total};
use super::safety::Safety;
use super::table::Tables;
use crate::base::text::Text;
use crate::base::time::{Duration, Time};
use crate::event_log::event::Seq;
use crate::plan::file::Source;
use crate::scenario::Tier;
use crate::vocabulary::capability::Capability;
use crate::vocabulary::fact::FactKind;
use crate::vocabulary::scale::{EventKind, Level, Scale};

/// Version of the scorecard's shape.
pub const SCORECARD_FORMAT: u32 = 1;

/// Something that has a written name and a title in both languages.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Named {
    /// Written name, or `#` and the key of what was born in the run.
    pub name: String,
    /// What it is called.
    pub title: Text,
}

impl Named {
    /// A name with its title.
    pub fn new(name: impl Into<String>, title: &Text) -> Self {
        Self { name: name.into(), title: title.clone() }
    }
}

/// What a run's log says about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scorecard {
    /// [`SCORECARD_FORMAT`].
    pub format: u32,
    /// Unit of every moment and length: `ms`.
    pub time_unit: String,
    /// The scenario that was played.
    pub scenario: Named,
    /// The plan that was played.
    pub plan: Named,
    /// The county.
    pub county: Named,
    /// Tier.
    pub tier: Tier,
    /// When play ended.
    pub end: Time,
    /// Events in the log.
    pub events: u32,
    /// Digest of the log, `blake3 hex/bytes`.
    pub log_digest: String,
    /// What became of the people.
    pub outcomes: Outcomes,
    /// What hospitals had to bear.
    pub hospitals: Hospitals,
    /// Objectives with their ratings, in order of the scenario.
    pub objectives: Vec<ObjectiveResult>,
    /// Results by capability, detection, coordination and capacity apart.
    pub capabilities: Vec<CapabilityResult>,
    /// Critical tasks: done, late, not done, not observed.
    pub critical_tasks: CriticalTasks,
    /// Total, 0 to 100, with its arithmetic.
    pub total: Total,
    /// Percentiles of the legs of response-time chains.
    pub chain_summaries: Vec<ChainSummary>,
    /// Response-time standards of the plan.
    pub standards: Vec<StandardResult>,
    /// Coordination gaps, the earliest first.
    pub gaps: Vec<Finding>,
    /// How many of each type that is evaluated, zeros included.
    pub gap_counts: Vec<GapCount>,
    /// What nobody knew, and for how long: not a coordination gap.
    pub detection: Vec<Detection>,
    /// What nobody could do: not a coordination gap.
    pub capacity: Vec<Capacity>,
    /// Work in danger, and what was declared for its safety.
    pub safety: Safety,
    /// Levels declared and ended, in order.
    pub levels: Vec<LevelChange>,
    /// What was not evaluated, and why.
    pub not_evaluated: Vec<NotEvaluated>,
    /// Tables, one for each CSV file.
    pub tables: Tables,
}

/// A level that was declared or ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LevelChange {
    /// When.
    pub at: Time,
    /// By whom.
    pub by: Named,
    /// Scale.
    pub scale: Scale,
    /// Kind of event.
    pub event: EventKind,
    /// The level; none: it ended.
    pub level: Option<Level>,
    /// The event in the log.
    pub evidence: Seq,
}

/// How many findings there are of one type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GapCount {
    /// Type.
    pub gap: GapType,
    /// What it is called.
    pub title: Text,
    /// All findings.
    pub findings: u32,
    /// Those that no earlier one explains.
    pub not_derived: u32,
    /// Sum of the excess of those that no earlier one explains.
    pub excess: Duration,
}

/// Something that the score does not judge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotEvaluated {
    /// What.
    pub what: Text,
    /// Why.
    pub why: Text,
    /// How many cases, where they can be counted.
    pub cases: Option<u32>,
}

/// Declares the gap types with their printed names and titles.
macro_rules! gap_types {
    ($($item:ident $name:literal $zh:literal $en:literal;)*) => {
        /// Type of coordination gap, numbered as in the domain's table from 1.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[allow(missing_docs, reason = "each is documented by its name")]
        pub enum GapType { $(#[serde(rename = $name)] $item,)* }

        impl GapType {
            /// Every type.
            pub const ALL: &'static [Self] = &[$(Self::$item,)*];

            /// Its printed name: `NOTIFY_LATE`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$item => $name,)* }
            }

            /// What it is called.
            pub fn text(self) -> Text {
                match self { $(Self::$item => Text::new($zh, $en),)* }
            }

            /// Its number in the domain's table, from 1.
            pub const fn number(self) -> u32 {
                self as u32 + 1
            }
        }
    };
}

gap_types! {
    NotifyLate "NOTIFY_LATE" "通知迟滞" "late notification";
    ReportLate "REPORT_LATE" "报告迟滞或要素不全" "late or incomplete report";
    SsaLag "SSA_LAG" "共同态势迟缓" "slow shared awareness";
    PictureConflict "PICTURE_CONFLICT" "态势冲突" "conflicting pictures";
    SiloDecision "SILO_DECISION" "信息未共享下的决策" "decision without shared information";
    ReqUnacked "REQ_UNACKED" "请求无回应" "request without answer";
    ReqUnmetAvailable "REQ_UNMET_AVAILABLE" "有资源未满足" "request unmet while a team was idle";
    TaskUnowned "TASK_UNOWNED" "任务无人认领" "task that nobody took";
    DupEffort "DUP_EFFORT" "重复处置" "duplicated effort";
    DoubleBook "DOUBLE_BOOK" "力量重复调派" "team booked twice";
    HandoffGap "HANDOFF_GAP" "交接脱节" "broken handover";
    CommandGap "COMMAND_GAP" "指挥缺位或多头指挥" "no command or several";
    OrderConflict "ORDER_CONFLICT" "指令冲突" "conflicting orders";
    SpanOverload "SPAN_OVERLOAD" "管理幅度超限" "span of control exceeded";
    WaitOnPeer "WAIT_ON_PEER" "等待友邻" "waiting for another organisation";
    LevelLag "LEVEL_LAG" "响应或预警升级滞后" "late level";
    CallUnanswered "CALL_UNANSWERED" "叫应未达" "call not confirmed";
    ApprovalWait "APPROVAL_WAIT" "审签滞留" "approval held up";
    AdminOverride "ADMIN_OVERRIDE" "越位指挥" "command over the specialist's head";
}

impl GapType {
    /// The types that this engine tests for; of the others no finding is ever made.
    pub const EVALUATED: [Self; 7] = [
        Self::NotifyLate,
        Self::ReportLate,
        Self::ReqUnmetAvailable,
        Self::TaskUnowned,
        Self::WaitOnPeer,
        Self::LevelLag,
        Self::CallUnanswered,
    ];
}

crate::vocabulary::words! {
    /// In which way an interface fell short.
    GapForm {
        /// A desk that must know did not know in time.
        NotTold "未按时获知" "not told in time",
        /// The first report came late.
        ReportLate "迟报(超时)" "report late",
        /// No report was made.
        Unreported "未报" "not reported",
        /// A report lacked required fields.
        Incomplete "要素不全" "fields missing",
        /// A follow-up report came late or not at all.
        FollowUpLate "续报超时" "follow-up late",
        /// Nobody sent a team although one was idle.
        Unassigned "有力量未派出" "nobody sent a team",
        /// A request was not met in time although a team was idle.
        RequestUnmet "请求到期未满足" "request not met when due",
        /// A team waited on scene for another organisation.
        Waiting "现场等待超时" "waited on scene",
        /// Work began before what must be done first was done.
        OutOfOrder "时序倒置" "work out of order",
        /// A level was declared late or not at all.
        LevelLate "未按时启动或升级" "level not declared in time",
        /// A post was not called.
        NotCalled "应叫未叫" "not called",
        /// A post did not confirm in time.
        Unconfirmed "未按时确认" "not confirmed in time",
        /// A post confirmed and did not act in time.
        NotActed "确认后未按时行动" "confirmed, not acted in time",
        /// An unanswered call did not go up in time.
        NotEscalated "无应答未按时上报转呼" "not escalated in time",
        /// Two desks reported different figures to one above them.
        FiguresDiffer "两个渠道数字不一致" "two channels, two figures",
    }
}

/// The limit that a finding is measured against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingLimit {
    /// How long was allowed.
    pub limit: Duration,
    /// Clause of the plan that sets it.
    pub clause: Option<Named>,
    /// Where it comes from and how well it is founded.
    pub source: Source,
}

/// What a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FindingSubject {
    /// Kind of fact.
    pub fact: Option<FactKind>,
    /// Value of the fact.
    pub value: Option<i64>,
    /// Subject of the fact, or the place or thing that it is about.
    pub subject: Option<Named>,
    /// Capability of the task or request.
    pub capability: Option<Capability>,
    /// Incident.
    pub incident: Option<Named>,
    /// Task.
    pub task: Option<Named>,
    /// Team that waited.
    pub team: Option<Named>,
    /// Level that was due.
    pub level: Option<(Scale, EventKind, Level)>,
}

/// A coordination gap: an interface that fell short of a limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Stable id: type and key of what it is about; the same in every run in which it occurs.
    pub id: String,
    /// Type.
    pub gap: GapType,
    /// In which way.
    pub form: GapForm,
    /// When the clock started: it was first known, the request was made, the wait began.
    pub clock_start: Time,
    /// When the limit ran out; the gap lasts from here.
    pub start: Time,
    /// When it ended; none: open at the end of the exercise.
    pub end: Option<Time>,
    /// How far over the limit, up to the end of the exercise where it stayed open.
    pub excess: Duration,
    /// The desk on the giving side: who knew, was asked, or was waited for.
    pub holder: Option<Named>,
    /// The desk on the receiving side: who needed it.
    pub needer: Option<Named>,
    /// The clause whose interface this is.
    pub clause: Option<Named>,
    /// The limit.
    pub limit: FindingLimit,
    /// What it is about.
    pub about: FindingSubject,
    /// Teams that were idle and could have come; empty where that is not the question.
    pub idle_teams: Vec<Named>,
    /// Required fields that a report lacked.
    pub missing_fields: u8,
    /// Events that prove it, in order of the log.
    pub evidence: Vec<Seq>,
    /// The earlier finding that wholly explains it.
    pub derived_from: Option<String>,
    /// Findings without whose excess this one would have been within its limit, by the log's
    /// causal chain.
    pub pushed_by: Vec<String>,
}
