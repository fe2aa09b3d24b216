//! Symbols of organisations and facilities: a letter in a shape, in colours that the colour-blind
//! tell apart and shapes that survive black and white.

use std::fmt::Write as _;

use crate::base::text::Language;
use crate::county::place::FacilityKind;

/// Whose a symbol or a track is. Colours after Okabe and Ito 2008.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Service {
    /// Fire and rescue.
    Fire,
    /// Police.
    Police,
    /// Medical.
    Medical,
    /// Emergency management.
    Emergency,
    /// Traffic and transport.
    Traffic,
    /// Army, armed police and militia.
    Military,
    /// Registered rescue teams.
    Rescue,
    /// Anything else.
    Other,
}

impl Service {
    /// Its colour.
    pub const fn colour(self) -> &'static str {
        match self {
            Self::Fire => "#D55E00",
            Self::Police => "#0072B2",
            Self::Medical => "#009E73",
            Self::Emergency => "#CC79A7",
            Self::Traffic => "#E69F00",
            Self::Military => "#3B5B2A",
            Self::Rescue => "#56B4E9",
            Self::Other => "#5A5A5A",
        }
    }

    /// The colour of a letter on it.
    pub const fn ink(self) -> &'static str {
        match self {
            Self::Emergency | Self::Traffic | Self::Rescue => "#111",
            _ => "#fff",
        }
    }

    /// Its letter.
    pub const fn letter(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Fire, Language::Chinese) => "消",
            (Self::Fire, Language::English) => "F",
            (Self::Police, Language::Chinese) => "警",
            (Self::Police, Language::English) => "P",
            (Self::Medical, Language::Chinese) => "医",
            (Self::Medical, Language::English) => "M",
            (Self::Emergency, Language::Chinese) => "急",
            (Self::Emergency, Language::English) => "E",
            (Self::Traffic, Language::Chinese) => "交",
            (Self::Traffic, Language::English) => "T",
            (Self::Military, Language::Chinese) => "军",
            (Self::Military, Language::English) => "A",
            (Self::Rescue, Language::Chinese) => "社",
            (Self::Rescue, Language::English) => "R",
            (Self::Other, _) => "",
        }
    }

    /// The outline of its shape around the origin, for a symbol `size` pixels wide.
    fn shape(self, size: f64) -> String {
        let r = size / 2.0;
        match self {
            Self::Fire => {
                format!(
                    "<rect x=\"-{r}\" y=\"-{r}\" width=\"{size}\" \
                 height=\"{size}\"/>"
                )
            }
            Self::Police => format!(
                "<path d=\"M{:.1} {:.1}H{:.1}V{:.1}Q{:.1} {:.1} 0 {:.1}\
                 Q{:.1} {:.1} {:.1} {:.1}Z\"/>",
                -r,
                -r,
                r,
                0.2 * r,
                r,
                0.8 * r,
                1.25 * r,
                -r,
                0.8 * r,
                -r,
                0.2 * r
            ),
            Self::Medical => {
                let (a, b) = (0.58 * r, 1.2 * r);
                format!(
                    "<path d=\"M-{a:.1} -{b:.1}H{a:.1}V-{a:.1}H{b:.1}V{a:.1}H{a:.1}V{b:.1}H-{a:.1}\
                     V{a:.1}H-{b:.1}V-{a:.1}H-{a:.1}Z\"/>"
                )
            }
            Self::Emergency => format!("<circle r=\"{:.1}\"/>", 1.1 * r),
            Self::Traffic => {
                let a = 1.4 * r;
                format!("<path d=\"M0 -{a:.1}L{a:.1} 0L0 {a:.1}L-{a:.1} 0Z\"/>")
            }
            Self::Military => {
                let (a, b) = (1.5 * r, 1.45 * r);
                format!("<path d=\"M0 -{a:.1}L{b:.1} {r:.1}L-{b:.1} {r:.1}Z\"/>")
            }
            Self::Rescue => {
                let (a, b) = (1.2 * r, 0.6 * r);
                let c = 1.04 * r;
                format!(
                    "<path d=\"M-{b:.1} -{c:.1}H{b:.1}L{a:.1} 0L{b:.1} {c:.1}H-{b:.1}\
                     L-{a:.1} 0Z\"/>"
                )
            }
            Self::Other => format!(
                "<rect x=\"-{r}\" y=\"-{r}\" width=\"{size}\" height=\"{size}\" rx=\"{:.1}\"/>",
                0.4 * r
            ),
        }
    }
}

/// The symbol of a service at a point of the sheet, with its own letter or another.
pub(in crate::report) fn draw(
    service: Service,
    letter: &str,
    at: (f64, f64),
    size_px: f64,
) -> String {
    let mut svg = String::new();
    let medical = service == Service::Medical;
    let text_size = size_px * if medical { 0.7 } else { 0.78 };
    let down = text_size * 0.36 + if service == Service::Military { 0.1 * size_px } else { 0.0 };
    let _ = write!(
        svg,
        "<g transform=\"translate({:.1} {:.1})\"><g fill=\"{}\" stroke=\"#fff\" \
         stroke-width=\"1\">{}</g><text y=\"{down:.1}\" font-size=\"{text_size:.1}\" \
         text-anchor=\"middle\" fill=\"{}\">{letter}</text></g>",
        at.0,
        at.1,
        service.colour(),
        service.shape(size_px),
        service.ink()
    );
    svg
}

/// Whose a facility is, its letter, and from which scale it is shown (pixels per kilometre).
pub(in crate::report) fn facility(
    kind: FacilityKind,
    language: Language,
) -> (Service, &'static str, f64) {
    let chinese = language == Language::Chinese;
    let other = |zh: &'static str, en: &'static str| if chinese { zh } else { en };
    let of = |service: Service| (service, service.letter(language));
    let (service, letter) = match kind {
        FacilityKind::FireStation | FacilityKind::TownshipBrigade => of(Service::Fire),
        FacilityKind::PoliceStation => of(Service::Police),
        FacilityKind::TrafficPolice => of(Service::Traffic),
        FacilityKind::Hospital | FacilityKind::Clinic | FacilityKind::AmbulanceStation => {
            of(Service::Medical)
        }
        FacilityKind::CommandPost => of(Service::Emergency),
        FacilityKind::Barracks => of(Service::Military),
        FacilityKind::CityHospital => of(Service::Medical),
        FacilityKind::Shelter => (Service::Other, other("避", "S")),
        FacilityKind::Depot => (Service::Other, other("储", "D")),
        FacilityKind::TownshipOffice => (Service::Other, other("政", "G")),
        FacilityKind::Mast => (Service::Other, other("信", "C")),
        FacilityKind::Substation => (Service::Other, other("电", "W")),
        FacilityKind::School => (Service::Other, other("校", "L")),
        FacilityKind::Reservoir => (Service::Other, other("坝", "B")),
        FacilityKind::RainGauge => (Service::Other, other("雨", "N")),
        FacilityKind::RiverGauge => (Service::Other, other("测", "V")),
        FacilityKind::Plant => (Service::Other, other("化", "H")),
        FacilityKind::BusStation => (Service::Other, other("客", "U")),
        FacilityKind::MaintenanceYard => (Service::Traffic, other("路", "Y")),
    };
    let from_scale = match kind {
        FacilityKind::FireStation
        | FacilityKind::Hospital
        | FacilityKind::Reservoir
        | FacilityKind::RiverGauge
        | FacilityKind::Barracks => 0.0,
        FacilityKind::TownshipBrigade | FacilityKind::TrafficPolice => 25.0,
        FacilityKind::Clinic
        | FacilityKind::PoliceStation
        | FacilityKind::Depot
        | FacilityKind::Plant
        | FacilityKind::BusStation
        | FacilityKind::Shelter
        | FacilityKind::CommandPost
        | FacilityKind::MaintenanceYard
        | FacilityKind::Substation => 60.0,
        _ => 110.0,
    };
    (service, letter, from_scale)
}
