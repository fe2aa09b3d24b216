//! Channels and messages: how something is said, what kind of saying it is, how urgent.

super::words! {
    /// How a message travels.
    Channel {
        /// Telephone, fixed or mobile: one line a call.
        Phone "电话" "phone",
        /// Radio: one speaker at a time.
        Radio "对讲" "radio",
        /// The unified command platform's shared data.
        Platform "指挥平台" "command platform",
        /// Short message.
        Sms "短信" "SMS",
        /// Broadcast and television.
        Broadcast "广播电视" "broadcast",
        /// Village loudspeaker.
        Loudspeaker "大喇叭" "loudspeaker",
        /// Somebody goes there.
        Courier "人员送达" "courier",
        /// Satellite telephone.
        Satellite "卫星电话" "satellite phone",
        /// Face to face in one room.
        InPerson "当面" "in person",
    }
}

impl Channel {
    /// In what order a desk tries again when a message does not get through.
    pub const AGAIN: &'static [Self] =
        &[Self::Platform, Self::Phone, Self::Radio, Self::Satellite, Self::Courier];
}

super::words! {
    /// What kind of saying a message is.
    MessageKind {
        /// Upward, with fields and a deadline.
        Report "报告" "report",
        /// Sideways or downward: somebody must know.
        Notification "通报" "notification",
        /// Asks for resources.
        Request "请求" "request",
        /// Answers a request.
        Reply "答复" "reply",
        /// Tells somebody to act.
        Order "指令" "order",
        /// Says that something was read or done.
        Acknowledgement "回执" "acknowledgement",
        /// A team or post says how it stands.
        Status "状态" "status",
        /// Warns a post or the public.
        Warning "预警" "warning",
    }
}

super::words! {
    /// How urgent a message is; counts in the inbox, not on the channel. The most urgent last.
    Priority {
        /// Can wait.
        Routine "一般" "routine",
        /// Soon.
        Urgent "紧急" "urgent",
        /// Lives depend on it.
        Flash "特急" "flash",
    }
}
