mock_provider "google" {}

variables {
  project_id = "flights-test"
  location   = "EU"
  table      = { schema = "[{\"name\":\"event_id\",\"type\":\"STRING\"},{\"name\":\"occurred_at\",\"type\":\"TIMESTAMP\"},{\"name\":\"system\",\"type\":\"STRING\"},{\"name\":\"origin\",\"type\":\"STRING\"},{\"name\":\"destination\",\"type\":\"STRING\"}]", clustering = ["system", "origin", "destination"] }
  views      = { flights = "SELECT 1 AS one" }
  materialized_views = {
    freshness = { query = "SELECT MAX(occurred_at) AS newest FROM t" }
  }
  iam = {
    writers = { subscriber = "serviceAccount:subscriber@flights-test.iam.gserviceaccount.com" }
    readers = { api = "serviceAccount:api@flights-test.iam.gserviceaccount.com" }
  }
}

run "partitions_and_clusters_the_table" {
  command = plan

  assert {
    condition = (
      google_bigquery_dataset.this.dataset_id == "flightdeck" &&
      google_bigquery_dataset.this.location == "EU" &&
      google_bigquery_table.this.table_id == "flight_events" &&
      google_bigquery_table.this.dataset_id == "flightdeck" &&
      google_bigquery_table.this.schema == var.table.schema &&
      google_bigquery_table.this.time_partitioning[0].type == "DAY" &&
      google_bigquery_table.this.time_partitioning[0].field == null &&
      google_bigquery_table.this.clustering == tolist(["system", "origin", "destination"]) &&
      google_bigquery_table.this.deletion_protection == true
    )
    error_message = "one partition per day of ingestion, clustered by what the API filters by, protected"
  }

  assert {
    condition     = output.table == "flights-test.flightdeck.flight_events"
    error_message = "the form that a BigQuery subscription takes"
  }
}

run "makes_views_of_the_given_text" {
  command = plan

  assert {
    condition     = google_bigquery_table.view["flights"].view[0].query == "SELECT 1 AS one" && google_bigquery_table.view["flights"].view[0].use_legacy_sql == false && google_bigquery_table.view["flights"].table_id == "flights"
    error_message = "the view is the given GoogleSQL"
  }

  assert {
    condition = (
      google_bigquery_table.materialized_view["freshness"].materialized_view[0].query == "SELECT MAX(occurred_at) AS newest FROM t" &&
      google_bigquery_table.materialized_view["freshness"].materialized_view[0].enable_refresh == true &&
      google_bigquery_table.materialized_view["freshness"].materialized_view[0].refresh_interval_ms == 1800000
    )
    error_message = "the materialised view refreshes by itself"
  }
}

run "binds_exactly_these" {
  command = plan

  assert {
    condition = toset([for binding in google_bigquery_table_iam_member.this : "${binding.dataset_id}.${binding.table_id} ${binding.role} ${binding.member}"]) == toset([
      "flightdeck.flight_events roles/bigquery.dataEditor serviceAccount:subscriber@flights-test.iam.gserviceaccount.com",
      "flightdeck.flight_events roles/bigquery.dataViewer serviceAccount:api@flights-test.iam.gserviceaccount.com",
      "flightdeck.flights roles/bigquery.dataViewer serviceAccount:api@flights-test.iam.gserviceaccount.com",
      "flightdeck.freshness roles/bigquery.dataViewer serviceAccount:api@flights-test.iam.gserviceaccount.com",
    ])
    error_message = "writers on the table only, readers on the table and its views only"
  }

  assert {
    condition     = length(google_bigquery_dataset.share) == 0 && length(google_bigquery_dataset_access.share) == 0
    error_message = "nothing is shared by default"
  }
}

run "shares_by_an_authorised_view" {
  command = plan

  variables {
    share = { view = "flights", readers = { partner = "group:partner@example.com" } }
  }

  assert {
    condition = (
      google_bigquery_dataset.share[0].dataset_id == "flightdeck_shared" &&
      google_bigquery_dataset.share[0].location == "EU" &&
      google_bigquery_table.share[0].table_id == "flights" &&
      google_bigquery_table.share[0].view[0].query == "SELECT * FROM `flights-test.flightdeck.flights`" &&
      google_bigquery_table.share[0].view[0].use_legacy_sql == false
    )
    error_message = "the shared view is in a dataset of its own"
  }

  assert {
    condition = (
      google_bigquery_dataset_access.share[0].dataset_id == "flightdeck" &&
      google_bigquery_dataset_access.share[0].view[0].project_id == "flights-test" &&
      google_bigquery_dataset_access.share[0].view[0].dataset_id == "flightdeck_shared" &&
      google_bigquery_dataset_access.share[0].view[0].table_id == "flights"
    )
    error_message = "the view, not its readers, is let into the dataset"
  }

  assert {
    condition     = [for binding in google_bigquery_table_iam_member.share : "${binding.dataset_id}.${binding.table_id} ${binding.role} ${binding.member}"] == ["flightdeck_shared.flights roles/bigquery.dataViewer group:partner@example.com"]
    error_message = "partners read the shared view and nothing else"
  }
}

run "passes_on_labels_and_expiry" {
  command = plan

  variables {
    labels              = { app = "flightdeck" }
    deletion_protection = false
    table               = { schema = "[{\"name\":\"t\",\"type\":\"TIMESTAMP\"}]", table_id = "events", partition_field = "t", clustering = [], partition_expiration_ms = 86400000 }
  }

  assert {
    condition     = google_bigquery_table.this.table_id == "events" && google_bigquery_table.this.time_partitioning[0].field == "t" && google_bigquery_table.this.time_partitioning[0].expiration_ms == 86400000 && google_bigquery_table.this.labels == tomap({ app = "flightdeck" }) && google_bigquery_dataset.this.labels == tomap({ app = "flightdeck" }) && google_bigquery_table.this.deletion_protection == false
    error_message = "settings are passed on"
  }
}

run "refuses_a_partition_column_that_is_not_there" {
  command = plan

  variables {
    table = { schema = "[{\"name\":\"event_id\",\"type\":\"STRING\"}]", partition_field = "t", clustering = [] }
  }

  expect_failures = [var.table]
}

run "refuses_a_schema_that_is_none" {
  command = plan

  variables {
    table = { schema = "flight_events.table.json" }
  }

  expect_failures = [var.table]
}

run "refuses_a_hyphen" {
  command = plan

  variables {
    dataset_id = "flight-deck"
  }

  expect_failures = [var.dataset_id]
}

run "refuses_to_share_a_view_that_is_not_there" {
  command = plan

  variables {
    share = { view = "routes", readers = {} }
  }

  expect_failures = [var.share]
}

run "refuses_anybody_as_reader" {
  command = plan

  variables {
    iam = { readers = { world = "allAuthenticatedUsers" } }
  }

  expect_failures = [var.iam]
}

run "refuses_a_hectic_refresh" {
  command = plan

  variables {
    materialized_views = { freshness = { query = "SELECT 1", refresh_interval_ms = 1000 } }
  }

  expect_failures = [var.materialized_views]
}
