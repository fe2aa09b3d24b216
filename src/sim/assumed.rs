//! The numbers that the simulation itself stands on, beyond plan, catalogue and hazard models, so
//! that a report can list them.

use super::field::{RETRY_MINUTES, TURNOUT_SIGMA};
use super::nature::{CALLER_RETRY_MINUTES, NOTICE_SIGMA, ROAD_NOTICE_MINUTES};
use super::people::{WALK_MINUTES_MAX, reach_of_channel};
use super::post::PATIENCE_MINUTES;
use crate::hazard::assumption::Assumption;
use crate::scenario::nature::assumed;
use crate::vocabulary::channel::Channel;

/// What the simulation assumes, ordered by key.
pub fn assumptions() -> Vec<Assumption> {
    let minutes = |minutes: u64| minutes as f64;
    let reach = |channel, is_day| 100.0 * reach_of_channel(channel, is_day);
    let rows = [
        (
            "county.reservoir_crest_m",
            "坝顶高出汛限水位",
            "dam crest above the flood-limit level",
            assumed::CREST_ABOVE_LIMIT_M,
            "m",
        ),
        (
            "county.reservoir_gates",
            "水库泄洪设施过流能力",
            "capacity of the reservoir's gates",
            assumed::GATE_CAPACITY_M3_S,
            "m3/s",
        ),
        (
            "county.reservoir_mean_depth",
            "水库平均水深",
            "mean depth of the reservoir",
            assumed::MEAN_DEPTH_M,
            "m",
        ),
        (
            "people.loudspeaker_day",
            "大喇叭白天覆盖率",
            "reach of loudspeakers by day",
            reach(Channel::Loudspeaker, true),
            "%",
        ),
        (
            "people.loudspeaker_night",
            "大喇叭夜间覆盖率",
            "reach of loudspeakers at night",
            reach(Channel::Loudspeaker, false),
            "%",
        ),
        (
            "people.sms_night",
            "短信夜间知晓率",
            "reach of SMS at night",
            reach(Channel::Sms, false),
            "%",
        ),
        (
            "people.walk_minutes",
            "步行转移上限,超过则乘车",
            "longest walk to a shelter",
            minutes(WALK_MINUTES_MAX),
            "min",
        ),
        (
            "sim.caller_patience",
            "来电等待占线的上限",
            "how long a caller tries to get a line",
            minutes(PATIENCE_MINUTES),
            "min",
        ),
        (
            "sim.caller_retry",
            "群众未打通时再次拨打的间隔",
            "time until a caller tries again",
            minutes(CALLER_RETRY_MINUTES),
            "min",
        ),
        (
            "sim.notice_sigma",
            "发现时间的离散程度(对数标准差)",
            "spread of the time until something is noticed (sigma of its logarithm)",
            NOTICE_SIGMA,
            "",
        ),
        (
            "sim.road_notice",
            "沿线村民发现道路中断的中位时间(白天)",
            "median time until a village notices that a road is closed, by day",
            ROAD_NOTICE_MINUTES,
            "min",
        ),
        (
            "sim.route_retry",
            "无路可走的队伍再次察看道路的间隔",
            "time until a team without a road looks again",
            minutes(RETRY_MINUTES),
            "min",
        ),
        (
            "sim.turnout_sigma",
            "出动时间的离散程度(对数标准差)",
            "spread of turnout times (sigma of the logarithm)",
            TURNOUT_SIGMA,
            "",
        ),
    ];
    rows.into_iter()
        .map(|(key, zh, en, value, unit)| Assumption::placeholder(key, zh, en, value, unit))
        .collect()
}
