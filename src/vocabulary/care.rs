//! What hospitals can do for those who are badly hurt, beyond beds and theatres. Who needs it is
//! decided where casualties are.

super::words! {
    /// Care that not every hospital gives.
    Specialty {
        /// Burns.
        Burns "烧伤救治" "burns",
        /// Poisoning.
        Poisoning "中毒救治" "poisoning",
    }
}
