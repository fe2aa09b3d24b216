//! The closed set of events: facts that happened, in the past tense, with ids and no text. Only
//! what a gap, a score, a report or a replay reads is an event.

use crate::base::id::*;
use crate::base::key::Key;
use crate::base::record::{Field, FieldError, Registry, recorded};
use crate::base::time::{Duration, Time};
use crate::vocabulary::capability::Capability;
use crate::vocabulary::care::Triage;
use crate::vocabulary::channel::{Channel, MessageKind, Priority};
use crate::vocabulary::fact::{Fact, TeamState};
use crate::vocabulary::order::{Answer, CommandFunction, Order, Refusal, ReportKind};
use crate::vocabulary::safety::{DangerKind, SafetyCheck};
use crate::vocabulary::scale::{EventKind, Level, Scale};

/// Number of an event in its log, from 0.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Seq(pub u32);

impl Seq {
    /// The place of the event in the log.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl std::fmt::Display for Seq {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "#{}", self.0)
    }
}

impl Field for Seq {
    fn canonical(&self, _: &Registry, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0.to_le_bytes());
    }
    fn to_json(&self, _: &Registry) -> serde_json::Value {
        serde_json::Value::from(self.0)
    }
    fn from_json(value: &serde_json::Value, registry: &mut Registry) -> Result<Self, FieldError> {
        u32::from_json(value, registry).map(Self)
    }
}

/// Who says, sees or does something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// A desk.
    Desk(DeskId),
    /// A team.
    Team(TeamId),
    /// A sensor: a gauge, a mast's alarm.
    Sensor(FacilityId),
    /// People of a zone: callers, villagers.
    People(ZoneId),
    /// The exercise control.
    Control,
}

impl Party {
    /// The stable key of the party.
    pub fn key(self, registry: &Registry) -> Key {
        match self {
            Self::Desk(id) => registry.key(id),
            Self::Team(id) => registry.key(id),
            Self::Sensor(id) => registry.key(id),
            Self::People(id) => registry.key(id),
            Self::Control => Key(0),
        }
    }

    const fn code(self) -> u8 {
        match self {
            Self::Desk(_) => 0,
            Self::Team(_) => 1,
            Self::Sensor(_) => 2,
            Self::People(_) => 3,
            Self::Control => 4,
        }
    }
}

impl Field for Party {
    fn canonical(&self, registry: &Registry, out: &mut Vec<u8>) {
        out.push(self.code());
        out.extend_from_slice(&self.key(registry).0.to_le_bytes());
    }

    fn to_json(&self, registry: &Registry) -> serde_json::Value {
        serde_json::Value::from(match self {
            Self::Desk(id) => format!("desk:{}", registry.name(*id)),
            Self::Team(id) => format!("team:{}", registry.name(*id)),
            Self::Sensor(id) => format!("sensor:{}", registry.name(*id)),
            Self::People(id) => format!("people:{}", registry.name(*id)),
            Self::Control => "control".to_owned(),
        })
    }

    fn from_json(value: &serde_json::Value, registry: &mut Registry) -> Result<Self, FieldError> {
        let unknown = || FieldError::new(value, "control, or a kind of party, `:` and a name");
        let text = value.as_str().ok_or_else(unknown)?;
        if text == "control" {
            return Ok(Self::Control);
        }
        let (kind, name) = text.split_once(':').ok_or_else(unknown)?;
        let name = serde_json::Value::from(name);
        Ok(match kind {
            "desk" => Self::Desk(Field::from_json(&name, registry)?),
            "team" => Self::Team(Field::from_json(&name, registry)?),
            "sensor" => Self::Sensor(Field::from_json(&name, registry)?),
            "people" => Self::People(Field::from_json(&name, registry)?),
            _ => return Err(unknown()),
        })
    }
}

crate::vocabulary::words! {
    /// Why a message did not arrive.
    LossReason {
        /// No mast works at the sender.
        SenderOffNetwork "发送方无信号" "sender off the network",
        /// No mast works at the recipient.
        RecipientOffNetwork "接收方无信号" "recipient off the network",
        /// Chance, as the channel has it.
        Channel "信道丢失" "lost on the channel",
        /// Nobody answered in time.
        Unanswered "无人接听" "unanswered",
        /// The radio of one of both is on another frequency.
        Frequency "电台频率不同" "on another frequency",
    }
}

crate::vocabulary::words! {
    /// What a document on its way through an approval chain is.
    DocumentKind {
        /// A warning.
        Warning "预警发布" "warning",
        /// The start of a response level.
        ResponseLevel "启动应急响应" "start of a response level",
        /// A report upward.
        Report "信息报告" "report",
        /// A release of water.
        Release "泄洪调度令" "release order",
        /// A public statement.
        Statement "信息发布" "public statement",
        /// An order to act at an incident.
        Disposition "处置指令" "order to act",
    }
}

crate::vocabulary::words! {
    /// What a team on scene waits for.
    WaitReason {
        /// More teams: the task needs a greater quantity.
        Strength "力量不足" "more teams",
        /// A task that must be done first.
        Predecessor "前置任务未完成" "an earlier task",
        /// A road to be opened.
        Road "道路不通" "a road",
        /// Water to fall.
        Water "水深超限" "the water to fall",
        /// The order to go back into the danger that it was ordered out of.
        Danger "返回作业的指令" "the order to go back in",
    }
}

crate::vocabulary::words! {
    /// What hurt a casualty.
    CasualtyCause {
        /// Flood water.
        Water "洪水" "flood water",
        /// A landslide or collapse.
        Burial "掩埋" "burial",
        /// An ordinary accident or illness.
        Ordinary "日常急症" "ordinary emergency",
        /// An explosion.
        Blast "爆炸" "explosion",
        /// Fire and smoke.
        Fire "火灾" "fire",
        /// A toxic substance.
        Poisoning "中毒" "poisoning",
        /// Vehicles that collide.
        Collision "车祸" "collision",
        /// Violence.
        Violence "暴力侵害" "violence",
        /// Crowding.
        Crush "拥挤踩踏" "crush in a crowd",
        /// Cold: a body that has lost its heat.
        Cold "失温" "cold",
        /// Carbon monoxide of a stove in a closed tent.
        CarbonMonoxide "一氧化碳中毒" "carbon monoxide",
        /// An infection that somebody passed on.
        Infection "人传人感染" "infection",
    }
}

crate::vocabulary::words! {
    /// What state people in a hazard area are in.
    PeopleState {
        /// In danger of the water: their houses or their way are reached by it.
        InWater "涉水遇险" "in the water",
        /// Cut off without help.
        CutOff "被困失联" "cut off",
        /// In air that harms, or before a fire.
        Exposed "受毒气或火势威胁" "exposed",
    }
}

recorded! {
    /// Something that happened.
    pub enum Event {
        /// Play began.
        RunStarted {},
        /// Play ended.
        RunEnded {},
        /// An input from outside was taken: the input's number in the run's inputs.
        InputTaken { input: u32 },
        /// The exercise control gave an inject to a desk.
        InjectDelivered { inject: InjectId, to: DeskId },

        /// The truth changed. What follows from it for roads, masts, reservoirs and zones is
        /// also said in this form.
        FactChanged { fact: Fact, value: i64 },
        /// An incident arose; `people` are trapped or hurt at first.
        IncidentOccurred {
            incident: IncidentId, kind: IncidentKindId, node: NodeId, zone: ZoneId, people: u32,
        },
        /// A task of an incident arose.
        TaskArose {
            task: TaskId, incident: IncidentId, capability: Capability, quantity: u8,
            work: Duration, after: Option<TaskId>,
        },
        /// Every task of an incident is done.
        IncidentStabilised { incident: IncidentId },
        /// People of a hazard area came into, or got out of, a state: how many are in it now.
        PeopleInDanger { area: AreaId, state: PeopleState, people: u32 },
        /// People of a hazard area were warned.
        PeopleWarned { area: AreaId, people: u32, channel: Channel },
        /// People of a hazard area set out for a shelter.
        PeopleDeparted { area: AreaId, people: u32, shelter: FacilityId },
        /// They arrived.
        PeopleSheltered { area: AreaId, people: u32, shelter: FacilityId },
        /// People of a hazard area refused to go.
        PeopleRefused { area: AreaId, people: u32 },
        /// People went back into a hazard area.
        PeopleReturned { area: AreaId, people: u32 },
        /// People were rescued from a hazard area or an incident.
        PeopleRescued { area: AreaId, people: u32, team: TeamId },
        /// Somebody was hurt; `score` is the Sacco RPM score, 0 to 12.
        CasualtyOccurred {
            casualty: CasualtyId, incident: IncidentId, cause: CasualtyCause, score: u8,
        },
        /// A casualty got worse.
        CasualtyDeteriorated { casualty: CasualtyId, score: u8 },
        /// A casualty was reached by a team that can treat.
        CasualtyReached { casualty: CasualtyId, team: TeamId },
        /// A casualty died.
        CasualtyDied { casualty: CasualtyId },
        /// A patient left the site for a hospital.
        PatientLeft { casualty: CasualtyId, team: TeamId, hospital: FacilityId },
        /// A hospital took a patient over; `after` is what freed the place.
        PatientHandedOver { casualty: CasualtyId, hospital: FacilityId, after: Option<Seq> },
        /// Treatment began; `after` is what freed the theatre.
        TreatmentStarted { casualty: CasualtyId, hospital: FacilityId, after: Option<Seq> },
        /// Treatment ended; the patient lives.
        TreatmentEnded { casualty: CasualtyId, hospital: FacilityId },

        /// Somebody saw, measured or concluded a version of a fact that became true at `since`.
        FactObserved { version: VersionId, fact: Fact, value: i64, by: Party, since: Time },
        /// A message was sent.
        MessageSent {
            message: MessageId, kind: MessageKind, from: Party, to: Party, channel: Channel,
            priority: Priority, versions: Box<[VersionId]>, about: About,
        },
        /// It reached the recipient's inbox.
        MessageDelivered { message: MessageId },
        /// It did not, and will not.
        MessageLost { message: MessageId, reason: LossReason },
        /// It was read; `after` is the reading that freed the reader.
        MessageRead { message: MessageId, after: Option<Seq> },
        /// A newer version of its facts took its place before it was read.
        MessageSuperseded { message: MessageId, by: MessageId },

        /// A desk decided something that the plan lists, on these versions.
        Decided { desk: DeskId, clause: ClauseId, inputs: Box<[VersionId]> },
        /// A desk gave an order.
        OrderIssued { order: OrderId, by: DeskId, content: Box<Order> },
        /// An order was refused.
        OrderRefused { order: OrderId, reason: Refusal },
        /// An order is no longer in force.
        OrderEnded { order: OrderId },
        /// A desk asked another for capability.
        RequestMade {
            request: RequestId, by: DeskId, to: DeskId, task: TaskId, capability: Capability,
            quantity: u8, due: Time,
        },
        /// It was answered.
        RequestAnswered { request: RequestId, by: DeskId, answer: Answer },
        /// A desk reported upward. `missing` counts the required facts that it did not hold.
        ReportFiled {
            by: DeskId, to: DeskId, incident: Option<IncidentId>, report: ReportKind, missing: u8,
        },
        /// A document was drafted.
        DocumentDrafted { document: DocumentId, by: DeskId, kind: DocumentKind },
        /// A document was reviewed.
        DocumentReviewed { document: DocumentId, by: DeskId },
        /// A document was signed; `after` is what the signature waited for.
        DocumentSigned { document: DocumentId, by: DeskId, after: Option<Seq> },
        /// A level was declared, or ended where `level` is none.
        LevelDeclared {
            by: DeskId, scale: Scale, event: EventKind, level: Option<Level>,
        },
        /// A consultation began.
        MeetingConvened { meeting: MeetingId, by: DeskId, desks: Box<[DeskId]> },
        /// It ended.
        MeetingEnded { meeting: MeetingId },
        /// A responsible post was telephoned.
        CallPlaced { call: CallId, by: DeskId, to: DeskId, attempt: u8 },
        /// The post answered and understood.
        CallConfirmed { call: CallId },
        /// The post did what the call was about.
        CallActed { call: CallId },
        /// The call went up, or to another way of reaching the post.
        CallEscalated { call: CallId, to: DeskId },
        /// A desk took command of a function at a site.
        CommandTaken { incident: IncidentId, function: CommandFunction, by: DeskId },
        /// A desk gave it up.
        CommandReleased { incident: IncidentId, function: CommandFunction, by: DeskId },
        /// This desk stood in for a person who is out of reach.
        DeputyStoodIn { desk: DeskId },

        /// A team was given a task; `after` is what the assignment waited for.
        TaskAssigned {
            task: TaskId, team: TeamId, by: DeskId, after: Option<Seq>,
        },
        /// A team was taken off a task.
        TaskReleased { task: TaskId, team: TeamId },
        /// A team changed its state.
        TeamStateChanged { team: TeamId, state: TeamState },
        /// A team set out by this route.
        TeamDeparted { team: TeamId, to: NodeId, arcs: Box<[ArcId]> },
        /// A team met a closure that nobody had told it of and turned back.
        TeamTurnedBack { team: TeamId, road: RoadId, at: NodeId },
        /// A team arrived.
        TeamArrived { team: TeamId, node: NodeId, task: Option<TaskId> },
        /// A team on scene had to wait.
        TeamWaited { team: TeamId, task: TaskId, reason: WaitReason, on: Option<TaskId> },
        /// A team began to work; `after` is what ended its wait.
        WorkStarted { team: TeamId, task: TaskId, after: Option<Seq> },
        /// A task was done.
        TaskCompleted { task: TaskId },
        /// A team left a site.
        TeamLeft { team: TeamId, node: NodeId },

        /// Something of the storyline happened.
        HappeningCame { happening: HappeningId },
        /// It did not, since what it depends on was done in time.
        HappeningAverted { happening: HappeningId },
        /// A hospital had no free bed, and the team went on with its patient to another one;
        /// `after` is what took the last bed.
        PatientDiverted {
            casualty: CasualtyId, team: TeamId, from: FacilityId, hospital: FacilityId,
            after: Option<Seq>,
        },
        /// A crew sorted a casualty.
        CasualtyTriaged { casualty: CasualtyId, team: TeamId, category: Triage },
        /// A team works in a danger, of whose safety predicates these do not hold: when it begins,
        /// and whenever that changes while it works.
        SafetyChecked {
            team: TeamId, task: TaskId, danger: DangerKind, unmet: Box<[SafetyCheck]>,
        },
        /// People of a team were hurt at its task; the incident that they are follows from this.
        RespondersHurt { team: TeamId, task: TaskId, danger: DangerKind, people: u32 },
        /// People trapped at an incident, or of a hazard area, were got out by those who live
        /// there, before a team worked at it.
        PeopleFreed { incident: IncidentId, area: Option<AreaId>, people: u32 },
        /// A patient in a hospital needs a place in intensive care from now on.
        IntensiveCareNeeded { casualty: CasualtyId, hospital: FacilityId },
        /// Intensive care began; `after` is what freed the place.
        IntensiveCareStarted { casualty: CasualtyId, hospital: FacilityId, after: Option<Seq> },
        /// A casualty left the site for a hospital without waiting for a crew.
        CasualtySetOut { casualty: CasualtyId, hospital: FacilityId },
        /// Somebody who came without a crew stood at a hospital's door.
        CasualtyPresented { casualty: CasualtyId, hospital: FacilityId },
        /// A casualty was contaminated when it was hurt.
        CasualtyContaminated { casualty: CasualtyId },
        /// A casualty was washed clean: by a team at the site, or at a hospital's door.
        CasualtyWashed { casualty: CasualtyId, team: Option<TeamId> },
        /// A casualty who had not been washed contaminated a hospital's emergency department.
        HospitalContaminated { hospital: FacilityId, casualty: CasualtyId },
        /// People who carry the infection of an outbreak, and did not get it from a person, are
        /// where it can pass on: among those who live together, or at home in a zone.
        InfectionCarried { happening: HappeningId, zone: Option<ZoneId>, people: u32 },
        /// People were infected by others: where they live together, or at home in a zone.
        InfectionPassed { happening: HappeningId, zone: Option<ZoneId>, people: u32 },
        /// Of those who live together, so many who were not ill were taken home to a zone.
        PeopleTakenHome { happening: HappeningId, zone: ZoneId, people: u32 },
    }
}

recorded! {
    /// What a message is about, besides facts.
    pub enum About {
        /// Facts alone.
        Facts {},
        /// An order.
        Order { order: OrderId },
        /// A request.
        Request { request: RequestId },
        /// A call-and-confirm.
        Call { call: CallId },
        /// A message that is acknowledged.
        Message { message: MessageId },
        /// An inject.
        Inject { inject: InjectId },
        /// A report upward.
        Report { report: ReportKind },
        /// A document to be reviewed or signed.
        Document { document: DocumentId },
        /// A consultation.
        Meeting { meeting: MeetingId },
        /// A rumour about an incident, which the caller believes.
        Rumour { incident: IncidentId },
        /// A patient who waits in a hospital for a place in intensive care.
        Patient { casualty: CasualtyId, hospital: FacilityId },
    }
}
