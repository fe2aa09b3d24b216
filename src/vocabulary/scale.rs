//! The four scales of Chinese emergency management. They stay apart: each is optional, each has
//! its own authority, and none of them starts another unless a plan says so.

super::words! {
    /// Which scale a level belongs to.
    Scale {
        /// By consequence, after the fact.
        EventClass "事件分级" "event class",
        /// Before impact, issued to the public.
        WarningLevel "预警级别" "warning level",
        /// By the command that starts it.
        ResponseLevel "应急响应级别" "response level",
        /// By assessment.
        RiskLevel "风险等级" "risk level",
    }
}

super::words! {
    /// A level of any scale, the gravest last; for warnings and risk the colour in its name.
    Level {
        /// Level IV, blue: general.
        Four "四级(蓝色)" "level IV (blue)",
        /// Level III, yellow: fairly grave.
        Three "三级(黄色)" "level III (yellow)",
        /// Level II, orange: grave.
        Two "二级(橙色)" "level II (orange)",
        /// Level I, red: gravest.
        One "一级(红色)" "level I (red)",
    }
}

super::words! {
    /// What kind of event a level, a plan or a scenario is about.
    EventKind {
        /// Floods and flash floods.
        Flood "洪涝山洪" "flood",
        /// Landslides and debris flows.
        Geological "地质灾害" "geological disaster",
        /// Earthquakes.
        Earthquake "地震" "earthquake",
        /// Forest fires.
        ForestFire "森林火灾" "forest fire",
        /// Industrial accidents and releases.
        Industrial "生产安全事故" "industrial accident",
        /// Public-health events.
        PublicHealth "公共卫生事件" "public-health event",
        /// Social-security events; these have neither event class nor warning level by law.
        SocialSecurity "社会安全事件" "social-security event",
    }
}
