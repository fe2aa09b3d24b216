//! Dangers that responders work in, and the safety predicates that are declared for each: what must
//! hold before they go in. Who meets them, and what comes of it where not, is not here.

super::words! {
    /// A danger that responders work in.
    DangerKind {
        /// The edge of a fire in forest or grass.
        FireLine "火线" "fire line",
        /// Air that harms.
        ToxicCloud "有毒气云" "toxic cloud",
        /// A building that a further shock can bring down.
        WeakenedBuilding "受损建筑" "weakened building",
        /// Water that carries people away.
        MovingWater "激流" "moving water",
        /// Gas or vessels that can explode.
        Explosion "爆炸危险" "danger of explosion",
        /// A place where violence has not been put an end to.
        UnsecuredScene "未控制现场" "unsecured scene",
    }
}

super::words! {
    /// A safety predicate: what must hold before, and while, a team works in a danger.
    SafetyCheck {
        /// Somebody watches the fire (the L of LCES, Gleason 1991).
        Lookout "瞭望哨" "a lookout",
        /// The team can be reached by radio (C).
        Communications "通信畅通" "communications",
        /// The way out is known and open (E).
        EscapeRoute "撤离路线" "an escape route",
        /// A safety zone is known (S).
        SafetyZone "安全区" "a safety zone",
        /// The team knows the wind as it is now.
        WindTold "知悉当前风向" "knowledge of the present wind",
        /// It is day.
        Daylight "昼间作业" "daylight",
        /// The team did not come through the air downwind of the source.
        UpwindApproach "非下风向进入" "an approach from outside the downwind sector",
        /// The team has the protective equipment for it.
        Protection "防护装备" "protective equipment",
        /// The substance is known.
        SubstanceKnown "查明物质" "knowledge of the substance",
        /// Somebody has judged where the building can be entered.
        BuildingAssessed "房屋安全评估" "an assessment of the building",
        /// Since the last shock that was felt there, somebody has judged again or some time has
        /// passed.
        SettledAfterShock "余震后复核" "a check after the last shock",
        /// The team is trained and equipped for moving water.
        WaterTrained "激流救援装备" "swift-water equipment",
        /// Gas has been shut off.
        GasIsolated "切断气源" "isolation of the gas",
        /// The scene has been declared safe to enter.
        SceneSafe "宣布可进入" "a declaration that the scene is safe",
    }
}

/// Some dangers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DangerSet(u8);

impl DangerSet {
    /// These dangers.
    pub fn of(kinds: impl IntoIterator<Item = DangerKind>) -> Self {
        Self(kinds.into_iter().fold(0, |mask, kind| mask | 1 << kind.code()))
    }

    /// Whether it is one of them.
    pub const fn contains(self, kind: DangerKind) -> bool {
        self.0 >> kind.code() & 1 == 1
    }
}

impl DangerKind {
    /// The predicates that are declared for it.
    pub const fn checks(self) -> &'static [SafetyCheck] {
        use SafetyCheck as Check;
        match self {
            Self::FireLine => &[
                Check::Lookout,
                Check::Communications,
                Check::EscapeRoute,
                Check::SafetyZone,
                Check::WindTold,
                Check::Daylight,
            ],
            Self::ToxicCloud => &[Check::UpwindApproach, Check::Protection, Check::SubstanceKnown],
            Self::WeakenedBuilding => &[Check::BuildingAssessed, Check::SettledAfterShock],
            Self::MovingWater => &[Check::WaterTrained],
            Self::Explosion => &[Check::GasIsolated],
            Self::UnsecuredScene => &[Check::SceneSafe],
        }
    }

    /// Whether it hurts at one moment, when a shock or an explosion comes, and not as time goes on.
    pub const fn comes_at_once(self) -> bool {
        matches!(self, Self::WeakenedBuilding | Self::Explosion)
    }
}

impl SafetyCheck {
    /// Whether tasks of the incident meet it, which the catalogue names.
    pub const fn is_met_by_tasks(self) -> bool {
        matches!(
            self,
            Self::Lookout
                | Self::EscapeRoute
                | Self::SafetyZone
                | Self::SubstanceKnown
                | Self::BuildingAssessed
                | Self::GasIsolated
                | Self::SceneSafe
        )
    }

    /// Whether what a team can do meets it, which the catalogue names.
    pub const fn is_met_by_equipment(self) -> bool {
        matches!(self, Self::Protection | Self::WaterTrained)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_belongs_to_one_danger_and_every_danger_has_checks() {
        for check in SafetyCheck::ALL {
            let of = DangerKind::ALL.iter().filter(|kind| kind.checks().contains(check));
            assert_eq!(of.count(), 1, "{check:?}");
            assert!(!(check.is_met_by_tasks() && check.is_met_by_equipment()));
        }
        assert!(DangerKind::ALL.iter().all(|kind| !kind.checks().is_empty()));
    }
}
