//! What stands beside the maps of the three moments: when it is and why it is shown, the wind, and
//! one legend for all three, with units.

use super::moment::{Followed, ONSET_MINUTES, Why};
use super::picture::Told;
use crate::base::text::{Language, Text};
use crate::hazard::release::puffs::WindSpell;
use crate::hazard::release::toxic::substance;
use crate::report::clock;
use crate::report::map_picture::{Ramp, Sign};
use crate::report::names::Names;
use crate::report::picture::count;
use crate::report::picture::overlay::{CUT_OFF, INCIDENT, closed_swatch, silent, step_swatch};
use crate::report::picture::sheet::{Column, KeyRow};
use crate::report::text::arguments;
use crate::scenario::field::Quantity;

/// What occurs on any of the three maps.
#[derive(Debug, Default)]
pub(super) struct Shown {
    quantities: Vec<Quantity>,
    signs: Vec<Sign>,
    closed: bool,
    /// Whether the scale has room for streets and lanes that are closed.
    streets: bool,
    silent: bool,
    cut_off: bool,
    incidents: bool,
}

impl Shown {
    pub(super) fn of(told: &[Told; 3], streets: bool) -> Self {
        let mut quantities: Vec<Quantity> = Vec::new();
        for quantity in told.iter().flat_map(|one| &one.quantities) {
            if !quantities.contains(quantity) {
                quantities.push(*quantity);
            }
        }
        let occurs = |sign: &Sign| {
            told.iter().any(|one| one.people.values().any(|signs| signs.contains_key(sign)))
        };
        Self {
            quantities,
            signs: Sign::ALL.into_iter().filter(occurs).collect(),
            closed: told.iter().any(|one| !one.situation.closed.is_empty()),
            streets,
            silent: told.iter().any(|one| !one.situation.silent.is_empty()),
            cut_off: told.iter().any(|one| !one.situation.cut_off.is_empty()),
            incidents: told.iter().any(|one| one.incidents().next().is_some()),
        }
    }
}

/// The ramp of a quantity.
pub(super) const fn ramp(quantity: Quantity) -> Ramp {
    match quantity {
        Quantity::WaterDepth => Ramp::Water,
        Quantity::Concentration(_) => Ramp::Gas,
        Quantity::SinceFire => Ramp::Fire,
        Quantity::Intensity => Ramp::Shaking,
    }
}

/// The title of a quantity with its unit, and its classes.
fn classes(quantity: Quantity) -> (Text, Vec<Text>) {
    let limits = quantity.limits();
    let number = |value: f64| clock::decimal(value);
    let upto = |index: usize| limits.get(index + 1).map(|next| number(*next));
    match quantity {
        Quantity::WaterDepth => {
            let title = Text::new("水深(米)", "Depth of water (m)");
            let steps = ["0.05–0.5", "0.5–1", "1–2", "≥ 2"];
            (title, steps.map(|step| Text::new(step, step)).to_vec())
        }
        Quantity::Concentration(gas) => {
            let (name, data) = (gas.text(), substance(gas));
            let title = Text::new(
                format!("近地面{}浓度(毫克/立方米),按60分钟急性暴露指导水平分级", name.zh),
                format!("{} at the ground (mg/m³), by 60-minute guideline levels", name.en),
            );
            let step = |(index, limit): (usize, &f64)| {
                let ppm = number(data.ppm(*limit));
                let range = upto(index).map_or_else(
                    || format!("≥ {}", number(*limit)),
                    |next| format!("{}–{next}", number(*limit)),
                );
                let text = format!("{range} (AEGL-{} = {ppm} ppm)", index + 1);
                Text::new(&*text, &*text)
            };
            (title, limits.iter().enumerate().map(step).collect())
        }
        Quantity::SinceFire => {
            let title =
                Text::new("过火范围(火到后的时间)", "Burnt ground, by time since fire came");
            let steps = vec![
                Text::new("45分钟以内:火线", "under 45 min: the fire line"),
                Text::new("45分钟至2小时", "45 min to 2 h"),
                Text::new("2至4小时", "2 to 4 h"),
                Text::new("4小时以上", "over 4 h"),
            ];
            (title, steps)
        }
        Quantity::Intensity => {
            let title =
                Text::new("地震烈度(度,GB/T 17742)", "Seismic intensity (GB/T 17742 degrees)");
            let steps =
                ["Ⅴ", "Ⅵ", "Ⅶ", "Ⅷ", "≥ Ⅸ"].into_iter().zip(["V", "VI", "VII", "VIII", "≥ IX"]);
            (title, steps.map(|(zh, en)| Text::new(format!("{zh}度"), en)).collect())
        }
    }
}

/// The legend.
pub(super) fn rows(names: &Names<'_>, shown: &Shown) -> Vec<KeyRow> {
    let mut rows = Vec::new();
    let mut add = |swatch: String, text: Text| {
        rows.push(KeyRow { swatch, text: names.get(&text) });
    };
    for quantity in &shown.quantities {
        let (title, steps) = classes(*quantity);
        add(String::new(), title);
        for (index, text) in steps.iter().enumerate() {
            add(step_swatch(ramp(*quantity), index, steps.len()), text.clone());
        }
    }
    if !shown.signs.is_empty() {
        add(String::new(), Text::new("人员(数字为人数)", "People (numbers: persons)"));
        for sign in &shown.signs {
            add(count::swatch(*sign), sign.text());
        }
    }
    let small = |sign: &str| format!("<g transform=\"translate(9 -4) scale(0.8)\">{sign}</g>");
    let others = [
        (shown.incidents, small(INCIDENT), Text::new("未处置完的险情", "incident, not over")),
        (shown.closed, closed_swatch(), closed(shown.streets)),
        (shown.cut_off, small(CUT_OFF), Text::new("道路不通的村(社区)", "no road leads there")),
        (
            shown.silent,
            small(&silent(names.language())),
            Text::new("退服的基站", "mast out of service"),
        ),
    ];
    if others.iter().any(|other| other.0) {
        add(String::new(), Text::new("险情、道路与通信", "Incidents, roads, masts"));
    }
    for (_, swatch, text) in others.into_iter().filter(|other| other.0) {
        add(swatch, text);
    }
    rows
}

fn closed(streets: bool) -> Text {
    if streets {
        Text::new("道路中断", "road closed")
    } else {
        Text::new("县乡以上道路和桥梁中断", "county or township road or bridge closed")
    }
}

/// Why a moment is shown.
pub(in crate::report) fn why(names: &Names<'_>, why: Why, followed: Followed) -> String {
    let key = match (why, followed) {
        (Why::Onset, _) => {
            return names.texts.fill("moment-onset", &arguments! { minutes: ONSET_MINUTES });
        }
        (Why::Quarter, _) => "moment-quarter",
        (Why::Most, Followed::InDanger) => "moment-most-danger",
        (Why::Most, Followed::Hurt) => "moment-most-hurt",
        (Why::Half, Followed::InDanger) => "moment-half-danger",
        (Why::Half, Followed::Hurt) => "moment-half-hurt",
        (Why::Middle, _) => "moment-middle",
        (Why::Last, Followed::InDanger) => "moment-last-danger",
        (Why::Last, Followed::Hurt) => "moment-last-hurt",
        (Why::End, _) => "moment-end",
    };
    names.texts.say(key)
}

/// What stands beside the map of a moment.
pub(super) fn column(
    names: &Names<'_>,
    told: &Told,
    wind: Option<WindSpell>,
    rows: Vec<KeyRow>,
) -> Column {
    let at = told.moment.at;
    let day = names.drill.scenario.start.at(at).date();
    let source = Text::new("来源:", "Source: ");
    let notes = vec![
        format!("{}{}", names.get(&source), names.get(&names.drill.county.source)),
        names.texts.say("moment-note"),
    ];
    Column {
        heading: names.clock(at),
        lines: vec![
            format!("{day}  {}", clock::elapsed(at)),
            why(names, told.moment.why, told.followed),
        ],
        wind: wind.map(|wind| blowing(names, &wind)),
        rows,
        notes,
    }
}

/// The wind: an arrow to where it blows, and what it is.
fn blowing(names: &Names<'_>, wind: &WindSpell) -> (String, String) {
    let toward = wind.from_degrees + 180.0;
    let arrow = format!(
        "<g transform=\"rotate({toward:.0})\"><path d=\"M0 15V-8\" stroke=\"#222\" \
         stroke-width=\"2.4\"/><path d=\"M0 -17L6.5 -5L0 -8L-6.5 -5Z\" fill=\"#222\"/></g>"
    );
    let points = [
        ("北风", "north"),
        ("东北风", "north-east"),
        ("东风", "east"),
        ("东南风", "south-east"),
        ("南风", "south"),
        ("西南风", "south-west"),
        ("西风", "west"),
        ("西北风", "north-west"),
    ];
    let point = points[((wind.from_degrees + 22.5).rem_euclid(360.0) / 45.0) as usize % 8];
    let speed = clock::decimal(wind.speed_m_s);
    let text = match names.language() {
        Language::Chinese => format!("{} {speed} 米/秒", point.0),
        Language::English => format!("wind from {}, {speed} m/s", point.1),
    };
    (arrow, text)
}
