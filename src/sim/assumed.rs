//! The numbers that a run stands on beyond plan and catalogue, those of the hazard models that it
//! plays included, so that a report can list them.

use super::field::{LOADING_MINUTES, TURNOUT_SIGMA};
use super::hospital::COUNT_MINUTES;
use super::journey::{RETRY_MINUTES, SIGHT_M};
use super::notice::{
    CALLER_RETRY_MINUTES, DANGER_NOTICE_MINUTES, NOTICE_SIGMA, ROAD_NOTICE_MINUTES,
};
use super::opinion::CROWDED_ROAD_WIDTH_M;
use super::people::WALK_MINUTES_MAX;
use super::post::PATIENCE_MINUTES;
use super::safety::EXPLOSION_M;
use crate::autopilot::assessment::BELOW_DAM_KM;
use crate::county::derive::embankment_cm;
use crate::county::divided::{BESIDE_MAX_M, OFF_OPPOSITE_MAX_DEGREES};
use crate::county::network::RoadClass;
use crate::event_log::event::CasualtyCause;
use crate::hazard::assumption::Assumption;
use crate::hazard::{
    attack_victims, burn, casualty, congestion, crowd, departure, earthquake, flood,
    food_poisoning, landslide, neighbours, people_in_water, quake_landslide, rain, rating, reach,
    release, reservoir, responder, runoff, structure_fire, triage, vehicle, warning,
};
use crate::scenario::flood::assumed;
use crate::scenario::happening::{Law, Site, Trigger};
use crate::scenario::{
    Drill, aftershock, cloud, cold, embankment, fire, outage, outbreak, own_way, shaking, slope,
};

/// What a run of a drill assumes, ordered by key.
pub fn assumptions(drill: &Drill) -> Vec<Assumption> {
    let mut all = of_the_course();
    all.extend(casualty::assumptions());
    all.extend(triage::assumptions());
    if !drill.scenario.own_way.is_empty() {
        all.extend(own_way::assumptions());
    }
    all.extend(of_hazards(drill));
    if !drill.county.divided_bridges.is_empty() {
        all.push(Assumption::placeholder(
            "county.bridge_beside",
            "同一座桥上下行桥面中心线的最大间距",
            "greatest distance between the carriageways of one bridge",
            BESIDE_MAX_M,
            "m",
        ));
        all.push(Assumption::placeholder(
            "county.bridge_off_opposite",
            "同一座桥上下行桥面方向偏离相反的最大角度",
            "greatest angle off opposite between the carriageways of one bridge",
            OFF_OPPOSITE_MAX_DEGREES,
            "°",
        ));
    }
    if drill.responders_hurt().is_some() {
        all.extend(responder::assumptions());
        all.push(Assumption::placeholder(
            "responder.explosion_reach",
            "爆炸伤及救援人员的距离",
            "distance within which an explosion hurts responders",
            EXPLOSION_M,
            "m",
        ));
    }
    if drill.has_rivers() || drill.exposure().is_some() {
        all.extend(of_people());
    }
    if drill.exposure().is_some() {
        all.push(Assumption::placeholder(
            "sim.danger_notice",
            "群众发现毒气或火情的中位时间（白天）",
            "median time until people notice gas or fire, by day",
            DANGER_NOTICE_MINUTES,
            "min",
        ));
    }
    if drill.has_rivers() || drill.scenario.has_burials() {
        all.extend(neighbours::assumptions());
    }
    if !drill.scenario.traffic.is_empty() {
        all.extend(congestion::assumptions());
    }
    all.extend(of_attacks(drill));
    let burns = drill.scenario.happenings.iter().filter_map(|happening| happening.site.as_ref());
    if drill.scenario.wildfire.is_some()
        || burns.into_iter().any(|site| site.cause == CasualtyCause::Fire)
    {
        all.extend(burn::assumptions());
    }
    if !drill.scenario.crowds.is_empty() {
        all.extend(crowd::assumptions());
        all.push(Assumption::placeholder(
            "sim.crowded_road",
            "聚集人群所占道路宽度",
            "width of a road that a crowd stands on",
            CROWDED_ROAD_WIDTH_M,
            "m",
        ));
    }
    all.sort_by_key(|assumption| assumption.key);
    all
}

/// How many the fastest attack of a drill hurts: nobody has published a rate.
fn of_attacks(drill: &Drill) -> Vec<Assumption> {
    let sites = drill.scenario.happenings.iter().filter_map(|happening| happening.site.as_ref());
    let rate = |site: &Site| match site.growth?.law {
        Law::PerMinute(rate) if site.cause == CasualtyCause::Violence => Some(rate),
        _ => None,
    };
    let fastest = sites
        .filter_map(rate)
        .fold(None, |most: Option<f64>, rate| Some(most.map_or(rate, |most| most.max(rate))));
    fastest.map(attack_victims::assumptions).unwrap_or_default()
}

/// What the models of the hazards assume that a drill plays.
fn of_hazards(drill: &Drill) -> Vec<Assumption> {
    let mut all = Vec::new();
    let (has_storm, dams) = (drill.scenario.flood.is_some(), &drill.scenario.landslide_dams);
    if has_storm {
        all.extend(of_rain());
    }
    if drill.has_rivers() {
        all.extend(of_places());
        all.extend(of_water());
    }
    let has_embankments = drill.scenario.flood.iter().any(|flood| !flood.embankments.is_empty());
    if has_embankments {
        all.extend(embankment::assumptions());
    }
    if !dams.is_empty() {
        all.push(Assumption::placeholder(
            "autopilot.below_dam",
            "堰塞体下游视为受威胁的沿河距离",
            "distance along the river below a landslide dam within which areas count as threatened",
            BELOW_DAM_KM,
            "km",
        ));
    }
    if has_embankments || !dams.is_empty() {
        all.extend(flood::breach::dam_assumptions());
    }
    if let Some(setting) = &drill.scenario.earthquake {
        all.extend(shaking::assumptions());
        if setting.aftershocks.is_some() {
            all.extend(aftershock::assumptions());
            all.extend(earthquake::aftershocks::assumptions());
        }
        all.extend(earthquake::acceleration::assumptions());
        all.extend(earthquake::fragility::assumptions());
        all.extend(earthquake::debris::assumptions());
    }
    all.extend(of_slopes(drill));
    if !drill.scenario.fires.is_empty() {
        all.extend(structure_fire::assumptions());
    }
    if let Some(setting) = &drill.scenario.cold {
        all.extend(cold::assumptions(setting));
    }
    if drill.scenario.release.is_some() {
        all.extend(cloud::assumptions());
        all.extend(release::assumptions());
    }
    if drill.scenario.wildfire.is_some() {
        all.extend(fire::assumptions());
    }
    if drill.scenario.has_tainted_meal() {
        all.extend(food_poisoning::assumptions());
    }
    if let Some(setting) = drill.scenario.outbreaks.first() {
        all.extend(outbreak::assumptions(setting));
    }
    all
}

/// What the models of slopes assume that a drill plays.
fn of_slopes(drill: &Drill) -> Vec<Assumption> {
    let scenario = &drill.scenario;
    let mut all = Vec::new();
    if scenario.triggers().any(|trigger| matches!(trigger, Trigger::Rain(..))) {
        all.extend(landslide::assumptions());
    }
    if scenario.triggers().any(|trigger| matches!(trigger, Trigger::Shaking(..))) {
        all.extend(quake_landslide::assumptions());
        all.extend(slope::assumptions());
    }
    all
}

/// What the models of rain and what runs off assume.
fn of_rain() -> Vec<Assumption> {
    [rain::assumptions(), runoff::assumptions()].concat()
}

/// What the models of rivers and people in the water assume.
fn of_water() -> Vec<Assumption> {
    [
        rating::assumptions(),
        reach::assumptions(),
        reservoir::assumptions(),
        flood::assumptions(),
        vehicle::assumptions(),
        people_in_water::assumptions(),
        outage::assumptions(),
        departure::assumptions(),
    ]
    .concat()
}

fn of_places() -> Vec<Assumption> {
    let line = Assumption::placeholder;
    let crest = assumed::CREST_ABOVE_LIMIT_M;
    let gates = assumed::GATE_CAPACITY_M3_S;
    let trunk = f64::from(embankment_cm(RoadClass::Trunk));
    let village = f64::from(embankment_cm(RoadClass::Village));
    vec![
        line(
            "county.embankment_trunk",
            "干线公路路堤高度",
            "embankment of trunk roads",
            trunk,
            "cm",
        ),
        line(
            "county.embankment_village",
            "村道路堤高度",
            "embankment of village roads",
            village,
            "cm",
        ),
        line(
            "county.reservoir_crest",
            "坝顶高出汛限水位",
            "dam crest above the limit level",
            crest,
            "m",
        ),
        line("county.reservoir_gates", "水库泄洪能力", "capacity of the gates", gates, "m3/s"),
        line(
            "county.reservoir_mean_depth",
            "水库平均水深",
            "mean depth of the reservoir",
            assumed::MEAN_DEPTH_M,
            "m",
        ),
    ]
}

fn of_people() -> Vec<Assumption> {
    let walk = WALK_MINUTES_MAX as f64;
    let mut all = warning::assumptions();
    all.push(Assumption::placeholder(
        "people.walk_minutes",
        "步行转移时间上限",
        "longest walk to a shelter",
        walk,
        "min",
    ));
    all
}

fn of_the_course() -> Vec<Assumption> {
    let line = Assumption::placeholder;
    let patience = PATIENCE_MINUTES as f64;
    let retry = CALLER_RETRY_MINUTES as f64;
    let route = RETRY_MINUTES as f64;
    let sight = f64::from(SIGHT_M);
    vec![
        line(
            "sim.caller_patience",
            "等待占线的上限",
            "how long a caller waits for a line",
            patience,
            "min",
        ),
        line(
            "sim.caller_retry",
            "群众再次拨打的间隔",
            "time until a caller tries again",
            retry,
            "min",
        ),
        line(
            "sim.hospital_count",
            "医院岗位清点收治伤员的间隔",
            "time between two counts of casualties at a hospital's desk",
            COUNT_MINUTES as f64,
            "min",
        ),
        line(
            "sim.notice_sigma",
            "发现时间的离散程度（对数标准差）",
            "spread of the time until something is noticed (sigma of its logarithm)",
            NOTICE_SIGMA,
            "",
        ),
        line(
            "sim.road_notice",
            "沿线村民发现道路中断的中位时间（白天）",
            "median time until a village notices that a road is closed, by day",
            ROAD_NOTICE_MINUTES,
            "min",
        ),
        line(
            "sim.route_retry",
            "无路可走的队伍再次察看的间隔",
            "time until a team looks again",
            route,
            "min",
        ),
        line(
            "sim.loading",
            "仓库装车时间",
            "time to load supplies at a depot",
            LOADING_MINUTES as f64,
            "min",
        ),
        line("sim.sight", "路口可见的路段长度", "how far a crew sees from a junction", sight, "m"),
        line(
            "sim.turnout_sigma",
            "出动时间的离散程度（对数标准差）",
            "spread of turnout times (sigma of the logarithm)",
            TURNOUT_SIGMA,
            "",
        ),
    ]
}
