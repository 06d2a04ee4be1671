// Payloads with realistic values, in the shape in which real routes send them.
//
// Made of the types in Rust; `BLESS=1 cargo test -p logto-webhook-tests --test types` writes it anew.

/** By the variant's name. */
export const SAMPLES: Readonly<Record<string, string>> = {
  UserCreated:
    "{\"id\":\"evt_123456\",\"type\":\"user.created\",\"created\":\"2023-06-21T09:15:30Z\",\"data\":{\"id\":\"usr_789012\",\"email\":\"newuser@example.com\",\"name\":\"Jane Smith\",\"role\":\"editor\",\"status\":\"pending\",\"created_at\":\"2023-06-21T09:15:30Z\"}}",
  UserUpdated:
    "{\"id\":\"evt_123457\",\"type\":\"user.updated\",\"created\":\"2023-06-21T10:22:15Z\",\"data\":{\"id\":\"usr_789012\",\"email\":\"newuser@example.com\",\"name\":\"Jane Smith\",\"role\":\"editor\",\"status\":\"active\",\"created_at\":\"2023-06-21T09:15:30Z\"}}",
  UserDeleted:
    "{\"id\":\"evt_123458\",\"type\":\"user.deleted\",\"created\":\"2023-06-22T08:00:00Z\",\"data\":{\"id\":\"usr_789012\",\"email\":\"newuser@example.com\",\"name\":\"Jane Smith\",\"role\":\"editor\",\"status\":\"active\",\"created_at\":\"2023-06-21T09:15:30Z\"}}",
  DataCreated:
    "{\"id\":\"evt_123459\",\"type\":\"data.created\",\"created\":\"2023-06-21T09:15:30Z\",\"data\":{\"id\":\"dat_345678\",\"name\":\"Quarterly sales\",\"kind\":\"dataset\",\"created_at\":\"2023-06-21T09:15:30Z\"}}",
  DataUpdated:
    "{\"id\":\"evt_123460\",\"type\":\"data.updated\",\"created\":\"2023-06-21T10:22:15Z\",\"data\":{\"id\":\"dat_345678\",\"name\":\"Quarterly sales\",\"kind\":\"dataset\",\"created_at\":\"2023-06-21T09:15:30Z\",\"updated_at\":\"2023-06-21T10:22:15Z\"}}",
  DataDeleted:
    "{\"id\":\"evt_123461\",\"type\":\"data.deleted\",\"created\":\"2023-06-22T08:00:00Z\",\"data\":{\"id\":\"dat_345678\",\"name\":\"Quarterly sales\",\"kind\":\"dataset\",\"created_at\":\"2023-06-21T09:15:30Z\",\"updated_at\":\"2023-06-21T10:22:15Z\"}}",
  ReportGenerated:
    "{\"id\":\"evt_123462\",\"type\":\"report.generated\",\"created\":\"2023-06-23T06:00:00Z\",\"data\":{\"id\":\"rep_456789\",\"name\":\"Weekly activity\",\"format\":\"pdf\",\"url\":\"https://platform.example.com/reports/rep_456789\",\"created_at\":\"2023-06-23T06:00:00Z\"}}",
  SystemAlert:
    "{\"id\":\"evt_123463\",\"type\":\"system.alert\",\"created\":\"2023-06-23T07:30:00Z\",\"data\":{\"id\":\"alr_567890\",\"severity\":\"warning\",\"message\":\"Storage is nearly full\",\"created_at\":\"2023-06-23T07:30:00Z\"}}",
};
