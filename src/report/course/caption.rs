//! What is said under the map of a moment: when, why then, and the numbers by the log.

use super::key;
use super::picture::MomentPicture;
use super::situation::{Care, Situation};
use crate::report::clock;
use crate::report::names::Names;
use crate::report::text::arguments;

/// The caption of the picture of that number, from 1.
pub(in crate::report) fn caption(
    names: &Names<'_>,
    number: usize,
    picture: &MomentPicture,
) -> String {
    let moment = picture.moment;
    let arguments = arguments! {
        number: number,
        clock: names.clock(moment.at),
        elapsed: clock::elapsed(moment.at),
        why: key::why(names, moment.why, picture.followed),
        numbers: numbers(names, &picture.situation),
    };
    names.texts.fill("moment-caption", &arguments)
}

/// The numbers that are not zero, as a list.
fn numbers(names: &Names<'_>, situation: &Situation) -> String {
    let of = |wanted: fn(Care) -> bool| situation.count(wanted) as usize;
    let counts = [
        ("moment-danger", situation.people_in_danger() as usize),
        ("moment-waiting", of(|care| care == Care::Waiting)),
        ("moment-treated", of(|care| care == Care::Treated)),
        ("moment-carried", of(|care| care == Care::Carried)),
        ("moment-hospital", of(|care| matches!(care, Care::InHospital(_)))),
        ("moment-dead", of(|care| matches!(care, Care::Dead(_)))),
        ("moment-cut-off", situation.cut_off.len()),
        ("moment-roads", situation.closed.len()),
        ("moment-masts", situation.silent.len()),
    ];
    let nobody = counts[..6].iter().all(|(_, count)| *count == 0);
    let nobody = nobody.then(|| names.texts.say("moment-nobody"));
    let some = counts.iter().filter(|(_, count)| *count > 0);
    let some = some.map(|(key, count)| names.texts.fill(key, &arguments! { count: *count }));
    names.texts.list(&nobody.into_iter().chain(some).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::Language;
    use crate::base::time::Time;
    use crate::report::example;

    #[test]
    fn numbers_that_are_zero_are_left_out() {
        let drill = example::drill();
        let log = example::log::log(&drill);
        let told = |language, seconds: u64| {
            let names = Names::new(&drill, &log, language);
            let at = Time::from_milliseconds(1_000 * seconds);
            numbers(&names, &Situation::at(&drill, &log, at))
        };
        assert_eq!(told(Language::Chinese, 60), "无人遇险或受伤");
        assert_eq!(told(Language::Chinese, 3_600), "遇险37人、受伤尚无人救治1人、道路中断1段");
        assert_eq!(
            told(Language::English, 6_000),
            "59 in danger, 1 on the way to hospital, \
             1 section of road closed"
        );
    }
}
