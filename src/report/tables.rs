//! The tables beside a report, as CSV: one file a subject, a row a case. UTF-8 with a byte-order
//! mark, because Excel in Chinese takes a CSV without one for GBK; lines end with CRLF (RFC 4180).
//!
//! Headers are stable English words in both languages, since programs read them; titles in the
//! cells are in the language of the report. Lengths are in minutes, moments in minutes of play
//! and as clock times; empty cells: it did not happen.

use std::collections::BTreeMap;

use crate::base::time::{Duration, Time};
use crate::plan::file::Leg;
use crate::score::scorecard::{Named, Scorecard};

use super::finding;
use super::names::Names;

/// What a file begins with so that Excel takes it for UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A table in the making.
struct Sheet(csv::Writer<Vec<u8>>);

const IN_MEMORY: &str = "writing to memory cannot fail";

impl Sheet {
    fn new(header: &[&str]) -> Self {
        let terminator = csv::Terminator::CRLF;
        let mut writer =
            csv::WriterBuilder::new().terminator(terminator).from_writer(BYTE_ORDER_MARK.to_vec());
        writer.write_record(header).expect(IN_MEMORY);
        Self(writer)
    }

    fn row(&mut self, cells: &[String]) {
        self.0.write_record(cells).expect("a row is as wide as its header");
    }

    fn finish(self) -> Vec<u8> {
        self.0.into_inner().expect(IN_MEMORY)
    }
}

/// A length in minutes to the thousandth.
fn minutes(length: Duration) -> String {
    format!("{:.3}", length.minutes())
}

/// A moment in minutes of play.
fn moment(time: Time) -> String {
    format!("{:.3}", time.minutes())
}

fn maybe<T: Copy>(value: Option<T>, show: impl FnOnce(T) -> String) -> String {
    value.map_or_else(String::new, show)
}

/// The tables by file name.
pub fn tables(names: &Names<'_>, card: &Scorecard) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut add = |name: &str, bytes: Vec<u8>| files.insert(format!("tables/{name}.csv"), bytes);
    add("outcomes", outcomes(card));
    add("areas", areas(names, card));
    add("objectives", objectives(names, card));
    add("gaps", gaps(names, card));
    add("safety", safety(names, card));
    add("incidents", incidents(names, card));
    add("chains", chains(names, card));
    add("standards", standards(names, card));
    add("teams", teams(names, card));
    add("messages-by-desk", messages(names, card));
    files
}

fn title(names: &Names<'_>, named: Option<&Named>) -> String {
    named.map_or_else(String::new, |named| names.get(&named.title))
}

fn outcomes(card: &Scorecard) -> Vec<u8> {
    let it = &card.outcomes;
    let mut sheet = Sheet::new(&["figure", "value"]);
    let figures = [
        ("person_minutes_in_danger", it.person_minutes_in_danger),
        ("person_minutes_in_water", it.person_minutes_in_water),
        ("person_minutes_cut_off", it.person_minutes_cut_off),
        ("person_minutes_exposed", it.person_minutes_exposed),
        ("person_minutes_untreated", it.person_minutes_untreated),
        ("areas_reached", f64::from(it.areas_reached)),
        ("people_endangered", f64::from(it.people_endangered)),
        ("warned_before_impact", f64::from(it.warned_before_impact)),
        ("moved_before_impact", f64::from(it.moved_before_impact)),
        ("caught", f64::from(it.caught)),
        ("refused", f64::from(it.refused)),
        ("returned", f64::from(it.returned)),
        ("sheltered", f64::from(it.sheltered)),
        ("rescued", f64::from(it.rescued)),
        ("freed_by_neighbours", f64::from(it.freed_by_neighbours)),
        ("deaths", f64::from(it.deaths)),
        ("responders_hurt", f64::from(it.responders_hurt)),
        ("responders_died", f64::from(it.responders_died)),
        ("zone_hours_cut_off", it.zone_hours_cut_off),
        ("person_hours_cut_off", it.person_hours_cut_off),
        ("on_no_list_endangered", f64::from(it.on_no_list_endangered)),
        ("on_no_list_known_before_impact", f64::from(it.on_no_list_known_before_impact)),
    ];
    for (figure, value) in figures {
        let value = format!("{value:.3}");
        let value = value.strip_suffix(".000").unwrap_or(&value);
        sheet.row(&[figure.to_owned(), value.to_owned()]);
    }
    sheet.finish()
}

fn areas(names: &Names<'_>, card: &Scorecard) -> Vec<u8> {
    let mut sheet = Sheet::new(&[
        "area",
        "title",
        "zone",
        "people",
        "on_no_list",
        "impact_minutes",
        "impact_clock",
        "first_warning_minutes",
        "first_warning_clock",
        "warned_before_impact",
        "warned_after_impact",
        "moved_before_impact",
        "caught",
        "rescued",
        "returned",
        "person_minutes_in_danger",
    ]);
    for it in &card.outcomes.areas {
        sheet.row(&[
            it.area.name.clone(),
            names.get(&it.area.title),
            names.get(&it.zone.title),
            it.people.to_string(),
            it.on_no_list.to_string(),
            maybe(it.impact, moment),
            maybe(it.impact, |at| names.clock(at)),
            maybe(it.first_warning, moment),
            maybe(it.first_warning, |at| names.clock(at)),
            it.warned_before_impact.to_string(),
            it.warned_after_impact.to_string(),
            it.moved_before_impact.to_string(),
            it.caught.to_string(),
            it.rescued.to_string(),
            it.returned.to_string(),
            format!("{:.3}", it.person_minutes_in_danger),
        ]);
    }
    sheet.finish()
}

fn objectives(names: &Names<'_>, card: &Scorecard) -> Vec<u8> {
    let mut sheet = Sheet::new(&[
        "objective",
        "title",
        "owner",
        "unit",
        "target",
        "value",
        "achieved",
        "rating",
        "weight",
        "findings",
    ]);
    for it in &card.objectives {
        sheet.row(&[
            it.objective.name.clone(),
            names.get(&it.objective.title),
            names.get(&it.owner.title),
            it.unit.clone(),
            format!("{:.3}", it.target),
            maybe(it.value, |value| format!("{value:.3}")),
            maybe(it.achieved, |achieved| achieved.to_string()),
            super::page::rating(names, it.rating),
            format!("{:.3}", it.weight),
            it.findings.join(" "),
        ]);
    }
    sheet.finish()
}

fn gaps(names: &Names<'_>, card: &Scorecard) -> Vec<u8> {
    let mut sheet = Sheet::new(&[
        "number",
        "id",
        "type",
        "form",
        "holder",
        "needer",
        "clause",
        "clock_start_minutes",
        "clock_start_clock",
        "start_minutes",
        "end_minutes",
        "limit_minutes",
        "excess_minutes",
        "limit_source",
        "limit_standing",
        "sentence",
        "derived_from",
        "evidence",
    ]);
    let writer = finding::Writer::new(names, card);
    for (index, gap) in card.gaps.iter().enumerate() {
        let said = writer.text(index);
        let evidence: Vec<String> = gap.evidence.iter().map(ToString::to_string).collect();
        sheet.row(&[
            said.number.to_string(),
            gap.id.clone(),
            gap.gap.name().to_owned(),
            names.get(&gap.form.text()),
            title(names, gap.holder.as_ref()),
            title(names, gap.needer.as_ref()),
            gap.clause.as_ref().map_or_else(String::new, |clause| clause.name.clone()),
            moment(gap.clock_start),
            said.clock,
            moment(gap.start),
            maybe(gap.end, moment),
            minutes(gap.limit.limit),
            minutes(gap.excess),
            names.get(&gap.limit.source.text),
            names.get(&gap.limit.source.standing.text()),
            said.sentence,
            gap.derived_from.clone().unwrap_or_default(),
            evidence.join(" "),
        ]);
    }
    sheet.finish()
}

fn safety(names: &Names<'_>, card: &Scorecard) -> Vec<u8> {
    let mut sheet = Sheet::new(&[
        "start_minutes",
        "start_clock",
        "end_minutes",
        "team",
        "title",
        "task",
        "danger",
        "unmet",
        "hurt",
        "evidence",
    ]);
    for it in &card.safety.cases {
        let unmet: Vec<String> = it.unmet.iter().map(|check| check.word()).collect();
        let evidence: Vec<String> = it.evidence.iter().map(ToString::to_string).collect();
        sheet.row(&[
            moment(it.start),
            names.clock(it.start),
            maybe(it.end, moment),
            it.team.name.clone(),
            names.get(&it.team.title),
            super::page::task_in_danger(names, it),
            it.danger.word(),
            unmet.join(" "),
            it.hurt.to_string(),
            evidence.join(" "),
        ]);
    }
    sheet.finish()
}

fn incidents(names: &Names<'_>, card: &Scorecard) -> Vec<u8> {
    let mut sheet = Sheet::new(&[
        "incident",
        "title",
        "kind",
        "zone",
        "critical",
        "occurred_minutes",
        "occurred_clock",
        "known_minutes",
        "stabilised_minutes",
        "people",
        "tasks",
        "casualties",
        "deaths",
        "event",
    ]);
    for it in &card.tables.incidents {
        sheet.row(&[
            it.incident.name.clone(),
            names.get(&it.incident.title),
            names.get(&it.kind.title),
            names.get(&it.zone.title),
            it.critical.to_string(),
            moment(it.occurred),
            names.clock(it.occurred),
            maybe(it.known, moment),
            maybe(it.stabilised, moment),
            it.people.to_string(),
            it.tasks.to_string(),
            it.casualties.to_string(),
            it.deaths.to_string(),
            it.evidence.to_string(),
        ]);
    }
    sheet.finish()
}

/// One column for the moment of each leg, in minutes of play.
fn chains(names: &Names<'_>, card: &Scorecard) -> Vec<u8> {
    let legs: Vec<String> =
        Leg::ALL.iter().map(|leg| format!("{}_minutes", leg.text().en.replace(' ', "_"))).collect();
    let mut header = vec![
        "incident",
        "incident_title",
        "task",
        "capability",
        "quantity",
        "critical",
        "team",
        "organisation",
        "status",
        "deadline_minutes",
        "completed_minutes",
    ];
    header.extend(legs.iter().map(String::as_str));
    let mut sheet = Sheet::new(&header);
    for it in &card.tables.chains {
        let mut row = vec![
            it.incident.name.clone(),
            names.get(&it.incident.title),
            it.task.name.clone(),
            names.get(&it.capability.text()),
            it.quantity.to_string(),
            it.critical.to_string(),
            title(names, it.team.as_ref()),
            title(names, it.organisation.as_ref()),
            names.get(&it.status.text()),
            moment(it.deadline),
            maybe(it.completed, moment),
        ];
        row.extend(Leg::ALL.iter().map(|leg| {
            let mark = it.legs.iter().find(|mark| mark.leg == *leg);
            mark.map_or_else(String::new, |mark| moment(mark.at))
        }));
        sheet.row(&row);
    }
    sheet.finish()
}

fn standards(names: &Names<'_>, card: &Scorecard) -> Vec<u8> {
    let mut sheet = Sheet::new(&[
        "standard",
        "title",
        "capability",
        "from",
        "to",
        "limit_minutes",
        "required_percent",
        "cases",
        "within",
        "not_judged",
        "achieved_percent",
        "met",
        "median_minutes",
        "percentile_90_minutes",
        "source",
        "standing",
    ]);
    for it in &card.standards {
        sheet.row(&[
            it.standard.name.clone(),
            names.get(&it.standard.title),
            names.get(&it.capability.text()),
            names.get(&it.from.text()),
            names.get(&it.to.text()),
            minutes(it.limit),
            it.share_percent.to_string(),
            it.cases.to_string(),
            it.within.to_string(),
            it.not_judged.to_string(),
            maybe(it.achieved_percent, |percent| format!("{percent:.1}")),
            maybe(it.met, |met| met.to_string()),
            maybe(it.median, minutes),
            maybe(it.percentile_90, minutes),
            names.get(&it.source.text),
            names.get(&it.source.standing.text()),
        ]);
    }
    sheet.finish()
}

fn teams(names: &Names<'_>, card: &Scorecard) -> Vec<u8> {
    let mut sheet = Sheet::new(&[
        "team",
        "title",
        "organisation",
        "desk",
        "assigned",
        "departures",
        "turned_back",
        "arrivals",
        "en_route_minutes",
        "waiting_minutes",
        "working_minutes",
        "available_minutes",
        "other_minutes",
    ]);
    for it in &card.tables.teams {
        sheet.row(&[
            it.team.name.clone(),
            names.get(&it.team.title),
            names.get(&it.organisation.title),
            names.get(&it.desk.title),
            it.assigned.to_string(),
            it.departures.to_string(),
            it.turned_back.to_string(),
            it.arrivals.to_string(),
            minutes(it.en_route),
            minutes(it.waiting),
            minutes(it.working),
            minutes(it.available),
            minutes(it.other),
        ]);
    }
    sheet.finish()
}

fn messages(names: &Names<'_>, card: &Scorecard) -> Vec<u8> {
    let mut sheet = Sheet::new(&[
        "desk",
        "title",
        "sent",
        "addressed",
        "delivered",
        "read",
        "superseded",
        "lost",
        "unread",
        "wait_median_minutes",
        "wait_longest_minutes",
        "queue_longest",
    ]);
    for it in &card.tables.messages_by_desk {
        sheet.row(&[
            it.desk.name.clone(),
            names.get(&it.desk.title),
            it.sent.to_string(),
            it.addressed.to_string(),
            it.delivered.to_string(),
            it.read.to_string(),
            it.superseded.to_string(),
            it.lost.to_string(),
            it.unread.to_string(),
            minutes(it.wait_median),
            minutes(it.wait_longest),
            it.queue_longest.to_string(),
        ]);
    }
    sheet.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::Language;
    use crate::report::example;

    #[test]
    fn every_table_opens_in_excel_and_reads_back() {
        let drill = example::drill();
        let log = example::log::log(&drill);
        let card = example::card::card(&drill, &log);
        let files = tables(&Names::new(&drill, &log, Language::Chinese), &card);
        assert_eq!(files.len(), 10);
        for (name, bytes) in &files {
            let text = bytes.strip_prefix(BYTE_ORDER_MARK).expect("a byte-order mark");
            let mut reader = csv::Reader::from_reader(text);
            let width = reader.headers().unwrap().len();
            let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
            assert!(!rows.is_empty(), "{name} is empty");
            assert!(rows.iter().all(|row| row.len() == width), "{name}");
        }
        let gaps = String::from_utf8(files["tables/gaps.csv"].clone()).unwrap();
        assert!(gaps.contains("06:41石门镇值班室已掌握“下河桥不能通行”"), "{gaps}");
    }
}
