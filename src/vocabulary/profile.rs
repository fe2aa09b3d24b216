//! Vehicle profiles: what a team moves with, hence where it can go.

use serde::{Deserialize, Serialize};

use crate::base::packed::Packed;

super::words! {
    /// How a team moves.
    Profile {
        /// Ordinary road vehicles: cars, buses, ambulances.
        Road "普通车辆" "road vehicle",
        /// Engines and lorries with a high air intake.
        HighClearance "高底盘车辆" "high-clearance vehicle",
        /// Vehicles that take tracks and shallow fords.
        OffRoad "越野车辆" "off-road vehicle",
        /// On foot.
        Foot "徒步" "on foot",
        /// Boats, carried by road to the water's edge.
        Boat "舟艇" "boat",
        /// Helicopters and drones.
        Air "航空器" "aircraft",
    }
}

/// A set of profiles, as a mask: which of them can pass a road, for instance.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct ProfileSet(pub u8);

impl Packed for ProfileSet {
    fn pack(&self, out: &mut Vec<u8>) {
        self.0.pack(out);
    }
    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        u8::unpack(bytes).map(Self)
    }
}

impl ProfileSet {
    /// No profile.
    pub const NONE: Self = Self(0);
    /// Every profile.
    pub const ALL: Self = Self((1 << Profile::ALL.len()) - 1);

    /// The set of these.
    pub fn of(profiles: &[Profile]) -> Self {
        profiles.iter().fold(Self::NONE, |set, profile| set.with(*profile))
    }

    /// This and `profile`.
    #[must_use]
    pub const fn with(self, profile: Profile) -> Self {
        Self(self.0 | 1 << profile as u8)
    }

    /// This without `profile`.
    #[must_use]
    pub const fn without(self, profile: Profile) -> Self {
        Self(self.0 & !(1 << profile as u8))
    }

    /// What both have.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether `profile` is in it.
    pub const fn has(self, profile: Profile) -> bool {
        self.0 >> profile as u8 & 1 == 1
    }
}
