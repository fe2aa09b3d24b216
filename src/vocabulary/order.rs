//! Orders: the closed set of what a desk can decide, whether a person or the plan sits there.
//! Free text travels beside them as a payload and changes nothing by itself.

use super::capability::Capability;
use super::channel::Channel;
use super::fact::Fact;
use super::scale::{EventKind, Level, Scale};
use crate::base::id::{
    AreaId, CasualtyId, DeskId, FacilityId, IncidentId, MessageId, OrderId, RequestId, RoadId,
    TaskId, TeamId,
};
use crate::base::time::Time;

super::words! {
    /// How a request is answered.
    Answer {
        /// It will be done.
        Accept "接受" "accepted",
        /// It will not be done.
        Deny "拒绝" "denied",
        /// Somebody else is asked.
        Redirect "转请" "redirected",
    }
}

super::words! {
    /// Which report of a series it is.
    ReportKind {
        /// 初报.
        First "初报" "first report",
        /// 续报.
        FollowUp "续报" "follow-up report",
        /// 终报.
        Final "终报" "final report",
    }
}

super::words! {
    /// A function of command at a site.
    CommandFunction {
        /// 总指挥.
        Overall "总指挥" "overall command",
        /// 专业指挥.
        Tactical "专业指挥" "tactical command",
        /// 医疗救护.
        Medical "医疗救护指挥" "medical command",
        /// 警戒秩序.
        Order "警戒秩序指挥" "command of order",
    }
}

super::words! {
    /// Why an order was refused.
    Refusal {
        /// The team is engaged.
        TeamEngaged "队伍已被占用" "team engaged",
        /// The team does not take orders from this desk.
        NotYours "无权指挥" "not under this desk",
        /// The desk has no authority for this.
        NoAuthority "无此权限" "no authority",
        /// What it is about is over or never was.
        NoSuchThing "对象不存在或已结束" "object gone",
        /// No road is believed open.
        NoRoute "无可用道路" "no road believed open",
        /// The shelter is full, the depot empty, the level already in force.
        NotPossible "条件不具备" "not possible now",
    }
}

crate::base::record::recorded! {
    /// What a desk decides.
    pub enum Order {
        /// A team goes to a task's place and works on it.
        Dispatch { team: TeamId, task: TaskId },
        /// A team comes back.
        Recall { team: TeamId },
        /// A team waits at a facility.
        Stage { team: TeamId, at: FacilityId },
        /// A desk takes a task as its own.
        AssignTask { task: TaskId, to: DeskId },
        /// A desk gives a task up.
        ReleaseTask { task: TaskId },
        /// Asks a desk for capability at a task's place.
        Request { to: DeskId, task: TaskId, capability: Capability, quantity: u8, due: Time },
        /// Answers a request; a redirection names the desk to ask.
        Reply { request: RequestId, answer: Answer, to: Option<DeskId> },
        /// Confirms that a message was read.
        Acknowledge { message: MessageId },
        /// Tells a desk facts that the sender holds.
        Notify { to: DeskId, channel: Channel, facts: Vec<Fact> },
        /// Reports facts upward, with a deadline behind it.
        Report { to: DeskId, channel: Channel, report: ReportKind, facts: Vec<Fact> },
        /// Calls desks into a consultation.
        Convene { desks: Vec<DeskId> },
        /// Declares a level.
        DeclareLevel { scale: Scale, event: EventKind, level: Level },
        /// Ends what was declared.
        EndLevel { scale: Scale, event: EventKind },
        /// Telephones a responsible post until it confirms.
        CallPost { post: DeskId, facts: Vec<Fact> },
        /// Warns the people of a hazard area.
        Warn { area: AreaId, channel: Channel },
        /// Moves the people of a hazard area to a shelter.
        Evacuate { area: AreaId, shelter: FacilityId },
        /// Lets evacuees go home.
        AllowReturn { area: AreaId },
        /// Opens a shelter.
        OpenShelter { shelter: FacilityId },
        /// Closes a road to traffic.
        CloseRoad { road: RoadId },
        /// Opens a road again.
        OpenRoad { road: RoadId },
        /// Cordons a site.
        Cordon { incident: IncidentId },
        /// Sets the outflow of a reservoir, m3/s.
        SetOutflow { reservoir: FacilityId, outflow_m3_s: u32 },
        /// Takes command of a function at a site.
        TakeCommand { incident: IncidentId, function: CommandFunction },
        /// Hands command of a function to another desk.
        HandOverCommand { incident: IncidentId, function: CommandFunction, to: DeskId },
        /// Offers a task to another desk.
        OfferHandover { task: TaskId, to: DeskId },
        /// Accepts an offered task.
        AcceptHandover { task: TaskId },
        /// Sends a patient to another hospital.
        TransferPatient { casualty: CasualtyId, hospital: FacilityId },
        /// Releases supplies from a depot to a shelter.
        ReleaseSupplies { depot: FacilityId, to: FacilityId, quantity: u32 },
        /// Publishes what is known of a fact.
        Publish { facts: Vec<Fact> },
        /// Appoints the deputy of this desk.
        AppointDeputy { deputy: DeskId },
        /// Takes an earlier order back.
        Supersede { order: OrderId },
        /// A team comes out of the danger that it works in, and waits at the site.
        Withdraw { team: TeamId },
        /// A team that came out goes back in and works on.
        GoBackIn { team: TeamId },
    }
}
