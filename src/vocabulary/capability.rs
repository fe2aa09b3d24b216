//! Capabilities: what a team can do and what a task needs.

use serde::{Deserialize, Serialize};

super::words! {
    /// What a team can do.
    Capability {
        /// Search for and free trapped people.
        Rescue "救援" "rescue",
        /// Rescue from moving water.
        SwiftWaterRescue "激流救援" "swift-water rescue",
        /// Search with detectors, dogs or drones.
        Search "搜索" "search",
        /// Fire suppression.
        FireSuppression "灭火" "fire suppression",
        /// Treatment on scene.
        Medical "现场急救" "medical treatment",
        /// Transport of patients.
        PatientTransport "伤员转运" "patient transport",
        /// Direction and closure of traffic.
        TrafficControl "交通管制" "traffic control",
        /// Cordons and public order.
        PublicOrder "警戒维稳" "public order",
        /// Clearing of roads with heavy equipment.
        RoadClearance "道路抢通" "road clearance",
        /// Door-to-door warning and leading people out.
        Evacuation "组织转移" "evacuation",
        /// Transport of evacuees.
        PassengerTransport "人员运输" "passenger transport",
        /// Repair of embankments and culverts.
        EmbankmentWork "堤防抢险" "embankment work",
        /// Pumping.
        Pumping "排涝" "pumping",
        /// Repair of power lines.
        PowerRepair "电力抢修" "power repair",
        /// Repair of masts and emergency communications.
        TelecomRepair "通信抢修" "telecommunications repair",
        /// Reconnaissance by drone or on foot.
        Reconnaissance "灾情侦察" "reconnaissance",
        /// Carrying supplies.
        Supply "物资运送" "supply transport",
        /// Work with hazardous substances.
        HazardousMaterials "危化品处置" "hazardous materials",
        /// Care of people in shelters.
        ShelterCare "安置服务" "shelter care",
        /// Shutting off gas and other lines of supply.
        GasIsolation "燃气关断" "gas isolation",
        /// Fire lines in the forest.
        ForestFirefighting "森林扑火" "forest firefighting",
        /// Washing people and vehicles clean of a substance.
        Decontamination "洗消" "decontamination",
        /// Measuring air and water.
        EnvironmentalMonitoring "环境监测" "environmental monitoring",
        /// Tracing cases and stopping an infection.
        DiseaseControl "流调与疫情控制" "disease control",
        /// Sampling and sealing of food.
        FoodInspection "食品封存与采样" "food inspection",
        /// Judging whether a building can be entered.
        BuildingAssessment "房屋安全评估" "building assessment",
        /// Cranes and excavators.
        HeavyLifting "大型机械破拆" "heavy lifting",
    }
}

/// A set of capabilities, as a mask.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct CapabilitySet(pub u32);

impl CapabilitySet {
    /// The set of these.
    pub fn of(capabilities: &[Capability]) -> Self {
        Self(capabilities.iter().fold(0, |mask, capability| mask | 1 << *capability as u32))
    }

    /// Whether `capability` is in it.
    pub const fn has(self, capability: Capability) -> bool {
        self.0 >> capability as u32 & 1 == 1
    }

    /// Whether nothing is in it.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}
