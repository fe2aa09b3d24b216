//! How urgent a casualty is, and what hospitals can do beyond beds and theatres. Who is sorted how,
//! and who needs what, is decided where casualties are.

super::words! {
    /// Category of triage, most urgent first.
    Triage {
        /// Treated first.
        Immediate "红色(立即)" "immediate",
        /// Can wait.
        Delayed "黄色(延迟)" "delayed",
        /// Walking wounded.
        Minor "绿色(轻微)" "minor",
        /// Dead or expected to die.
        Dead "黑色(死亡)" "dead",
    }
}

super::words! {
    /// Care that not every hospital gives.
    Specialty {
        /// Burns.
        Burns "烧伤救治" "burns",
        /// Poisoning.
        Poisoning "中毒救治" "poisoning",
    }
}
