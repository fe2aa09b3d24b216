//! Dense ids: `u32` newtypes that index storage. They reach no draw, no tie and no digest; what is
//! stable from run to run is the [`Key`](super::key::Key) beside them.

/// An id whose kind is known to the type.
pub trait Identified: Copy {
    /// Its kind.
    const KIND: IdKind;
    /// The dense number.
    fn number(self) -> u32;
    /// The id of that number.
    fn of(number: u32) -> Self;
}

/// Declares id types, each a `u32` newtype with order and display.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $word:literal;)*) => {
        /// Which kind of thing an id names.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        #[allow(missing_docs, reason = "the name of an id says what it is")]
        pub enum IdKind { $($name,)* }

        impl IdKind {
            /// Every kind, in order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The word for it.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }
        }

        $(
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

        impl Identified for $name {
            const KIND: IdKind = IdKind::$name;
            fn number(self) -> u32 {
                self.0
            }
            fn of(number: u32) -> Self {
                Self(number)
            }
        }

        super::record::id_field!($name);

        impl super::packed::Packed for $name {
            fn pack(&self, out: &mut Vec<u8>) {
                self.0.pack(out);
            }
            fn unpack(bytes: &mut &[u8]) -> Option<Self> {
                u32::unpack(bytes).map(Self)
            }
        }
        )*
    };
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
    /// Something that happens in a scenario.
    HappeningId "happening";
}
