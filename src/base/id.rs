//! Dense ids: `u32` newtypes that index storage. They reach no draw, no tie and no digest; what is
//! stable from run to run is the [`Key`](super::key::Key) beside them.

/// Declares id types, each a `u32` newtype with order and display.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $word:literal;)*) => {$(
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl $name {
            /// The place of this in storage that is indexed by it.
            pub const fn index(self) -> usize {
                self.0 as usize
            }

            /// The id of the thing at `index` in storage.
            ///
            /// # Panics
            /// When storage has outgrown `u32`, which limits at load make impossible.
            pub fn from_index(index: usize) -> Self {
                Self(u32::try_from(index).expect("storage within u32"))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(formatter, concat!($word, "#{}"), self.0)
            }
        }
    )*};
}

ids! {
    /// A junction of the road network.
    NodeId "node";
    /// One direction of a road.
    ArcId "arc";
    /// A road between two junctions, both directions together.
    RoadId "road";
    /// A village, community or township centre with people.
    ZoneId "zone";
    /// A station, hospital, shelter, mast, reservoir and the like.
    FacilityId "facility";
    /// A flash-flood hazard area with its households and responsible posts.
    AreaId "area";
    /// A river reach.
    ReachId "reach";
    /// An organisation.
    OrganisationId "organisation";
    /// A desk, where an organisation decides.
    DeskId "desk";
    /// A team.
    TeamId "team";
    /// A clause of a plan.
    ClauseId "clause";
    /// A flow of a plan: who must be told what.
    FlowId "flow";
    /// A kind of incident in the catalogue.
    IncidentKindId "incident-kind";
    /// An inject of a scenario.
    InjectId "inject";
    /// An objective of a scenario.
    ObjectiveId "objective";
    /// An incident, born in a run or written in a storyline.
    IncidentId "incident";
    /// A task of an incident.
    TaskId "task";
    /// A casualty of an incident.
    CasualtyId "casualty";
    /// A version of a fact, as one observer saw it.
    VersionId "version";
    /// A message.
    MessageId "message";
    /// An order.
    OrderId "order";
    /// A request for resources.
    RequestId "request";
    /// A notice, level or order on its way through an approval chain.
    DocumentId "document";
    /// A consultation.
    MeetingId "meeting";
    /// A call-and-confirm to one post about one warning.
    CallId "call";
}
