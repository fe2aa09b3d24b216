//! The survey as tables of text in both languages. Layout belongs to whoever prints them.

use super::{Far, Isolating, Survey};
use crate::base::text::{Text, thousands};
use crate::county::network::Structure;

/// Bridges, other roads and far zones that a table lists; the data hold all of them.
const ROWS_MAX: usize = 20;

/// A table: its title, its columns and its rows, each cell in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyTable {
    /// Title.
    pub title: Text,
    /// Names of the columns.
    pub columns: Vec<Text>,
    /// Rows, each as long as `columns`.
    pub rows: Vec<Vec<Text>>,
}

fn both(value: &impl ToString) -> Text {
    Text::new(value.to_string(), value.to_string())
}

fn number(value: u64) -> Text {
    both(&thousands(value))
}

impl Survey {
    /// The survey as tables: what there is, roads whose loss cuts people off, people far from help.
    pub fn tables(&self) -> Vec<SurveyTable> {
        let mut tables = vec![self.count_table(), self.isolating_table()];
        tables.extend(self.far.iter().map(far_table));
        tables
    }

    fn count_table(&self) -> SurveyTable {
        let counts = &self.counts;
        let mut rows = vec![
            (Text::new("路口", "junctions"), number(counts.nodes as u64)),
            (Text::new("路段", "roads"), number(counts.roads as u64)),
            (Text::new("道路里程(公里)", "length of roads (km)"), both(&counts.road_km.round())),
            (Text::new("桥梁", "bridges"), number(counts.bridges as u64)),
            (
                Text::new("车辆通行的路网片数", "parts of the network for vehicles"),
                number(self.components.count as u64),
            ),
            (
                Text::new("最大一片的路口数", "junctions in the largest part"),
                number(self.components.largest_nodes as u64),
            ),
            (
                Text::new("最大一片以外的居民", "residents outside the largest part"),
                number(self.components.people_outside),
            ),
            (Text::new("居民", "residents"), number(counts.residents)),
            (
                Text::new("行动不便者", "residents who cannot walk out by themselves"),
                number(counts.immobile),
            ),
        ];
        rows.extend(counts.zones.iter().map(|(kind, count)| (kind.text(), number(*count as u64))));
        rows.extend([
            (Text::new("山洪危险区", "flash-flood hazard areas"), number(counts.areas as u64)),
            (Text::new("危险区户数", "households in hazard areas"), number(counts.area_households)),
            (Text::new("危险区人数", "people in hazard areas"), number(counts.area_people)),
            (Text::new("河段", "river reaches"), number(counts.reaches as u64)),
            (
                Text::new("高程格网面积(平方公里)", "area of the terrain grid (km2)"),
                both(&counts.terrain_km2.round()),
            ),
        ]);
        let facilities = counts.facilities.iter();
        rows.extend(facilities.map(|(kind, count)| (kind.text(), number(*count as u64))));
        SurveyTable {
            title: Text::new(
                format!("{}概况", self.title.zh),
                format!("{} at a glance", self.title.en),
            ),
            columns: vec![Text::new("项目", "item"), Text::new("数量", "number")],
            rows: rows.into_iter().map(|(name, value)| vec![name, value]).collect(),
        }
    }

    fn isolating_table(&self) -> SurveyTable {
        let is_bridge = |road: &&Isolating| road.structure == Structure::Bridge;
        let bridges = self.isolating.iter().filter(is_bridge);
        let others = self.isolating.iter().filter(|road| !is_bridge(road));
        let shown = bridges.take(ROWS_MAX).chain(others.take(ROWS_MAX));
        let row = |road: &Isolating| {
            let title = road.title.clone().unwrap_or_else(|| both(&road.road));
            let count = road.zones.len();
            let name = |language: fn(&Text) -> &str, separator: &str| {
                let names: Vec<&str> = road.zones.iter().take(3).map(language).collect();
                names.join(separator)
            };
            let (zh, en) = (name(|text| &text.zh, "、"), name(|text| &text.en, ", "));
            let zones = if count > 3 {
                Text::new(format!("{zh}等 {count} 处"), format!("{en} and {} more", count - 3))
            } else {
                Text::new(zh, en)
            };
            vec![title, road.structure.text(), road.near.clone(), number(road.people), zones]
        };
        SurveyTable {
            title: Text::new(
                format!("中断即有人被隔断的道路,共 {} 处(桥梁在前)", self.isolating.len()),
                format!(
                    "roads whose loss cuts people off, {} in all (bridges first)",
                    self.isolating.len()
                ),
            ),
            columns: vec![
                Text::new("道路", "road"),
                Text::new("类型", "kind"),
                Text::new("邻近", "near"),
                Text::new("被隔断人数", "people cut off"),
                Text::new("涉及村镇", "zones"),
            ],
            rows: shown.map(row).collect(),
        }
    }
}

fn far_table(far: &Far) -> SurveyTable {
    let kind = far.kind.text();
    let limit = far.limit_minutes;
    let row = |zone: &super::FarZone| {
        let minutes = match zone.minutes {
            Some(minutes) => both(&format!("{minutes:.0}")),
            None => Text::new("不通车", "no road"),
        };
        vec![zone.title.clone(), number(u64::from(zone.residents)), minutes]
    };
    let people = number(far.people).en;
    SurveyTable {
        title: Text::new(
            format!("距{}车程超过 {limit} 分钟的居民:{people} 人", kind.zh),
            format!("residents more than {limit} minutes from a {}: {people}", kind.en),
        ),
        columns: vec![
            Text::new("村镇", "zone"),
            Text::new("居民", "residents"),
            Text::new("车程(分钟)", "minutes"),
        ],
        rows: far.zones.iter().take(ROWS_MAX).map(row).collect(),
    }
}
