locals {
  directory = coalesce(var.directory, "${path.module}/../../../monitoring")

  # The archived exporter puts its metrics under another prefix. Every metric of the catalogue starts with one
  # of these words; Google's own metrics (pubsub_googleapis_com:…) do not and stay as they are.
  own_metric = "/\\b((?:api|canary|http_server|ingest|nodejs|process|warehouse)_[a-z0-9_]+)/"
  in_promql  = var.metrics_exporter == "otlp" ? "$1" : "workload_googleapis_com:$1"

  # On the laptop the links are relative, in the Cloud console they have to lead somewhere.
  runbook_link = "/\\]\\((?:[.]{2}[/])*runbooks[/]/"
  runbook_url  = var.runbooks_url == null ? "$0" : "](${var.runbooks_url}/"

  policies = {
    for file in fileset(local.directory, "alert-policies/*.yaml") :
    trimsuffix(basename(file), ".yaml") => yamldecode(file("${local.directory}/${file}"))
  }
  dashboards = {
    for file in fileset(local.directory, "dashboards/*.json") :
    trimsuffix(basename(file), ".json") => file("${local.directory}/${file}")
    if try(contains(var.dashboards, trimsuffix(basename(file), ".json")), true)
  }

  channels_by_severity = {
    for severity in ["CRITICAL", "ERROR", "WARNING"] : severity => [
      for name, channel in var.notification_channels :
      google_monitoring_notification_channel.this[name].name if contains(channel.severities, severity)
    ]
  }
}

resource "google_monitoring_notification_channel" "this" {
  for_each = var.notification_channels

  project      = var.project_id
  display_name = each.key
  type         = each.value.type
  labels       = each.value.labels
  user_labels  = var.labels
  force_delete = false

  dynamic "sensitive_labels" {
    for_each = contains(nonsensitive(keys(var.secrets)), each.key) ? [each.key] : []

    content {
      auth_token  = var.secrets[sensitive_labels.value].auth_token
      password    = var.secrets[sensitive_labels.value].password
      service_key = var.secrets[sensitive_labels.value].service_key
    }
  }
}

resource "google_monitoring_alert_policy" "this" {
  for_each = local.policies

  project               = var.project_id
  display_name          = each.value.displayName
  combiner              = each.value.combiner
  enabled               = try(each.value.enabled, true)
  severity              = try(each.value.severity, null)
  user_labels           = merge(var.labels, try(each.value.userLabels, {}))
  notification_channels = local.channels_by_severity[try(each.value.severity, "WARNING")]

  dynamic "conditions" {
    for_each = each.value.conditions

    content {
      display_name = conditions.value.displayName

      condition_prometheus_query_language {
        query               = replace(conditions.value.conditionPrometheusQueryLanguage.query, local.own_metric, local.in_promql)
        duration            = try(conditions.value.conditionPrometheusQueryLanguage.duration, null)
        evaluation_interval = try(conditions.value.conditionPrometheusQueryLanguage.evaluationInterval, null)
        labels              = try(conditions.value.conditionPrometheusQueryLanguage.labels, null)
        rule_group          = try(conditions.value.conditionPrometheusQueryLanguage.ruleGroup, null)
        alert_rule          = try(conditions.value.conditionPrometheusQueryLanguage.alertRule, null)

        # On the first apply no app has exported anything yet: the metrics do not exist.
        disable_metric_validation = true
      }
    }
  }

  dynamic "alert_strategy" {
    for_each = try([each.value.alertStrategy], [])

    content {
      auto_close           = try(alert_strategy.value.autoClose, null)
      notification_prompts = try(alert_strategy.value.notificationPrompts, null)
    }
  }

  documentation {
    content   = replace(each.value.documentation.content, local.runbook_link, local.runbook_url)
    mime_type = try(each.value.documentation.mimeType, "text/markdown")
    subject   = try(each.value.documentation.subject, null)

    dynamic "links" {
      for_each = try(each.value.documentation.links, [])

      content {
        display_name = links.value.displayName
        url          = links.value.url
      }
    }
  }
}

resource "google_monitoring_dashboard" "this" {
  for_each = local.dashboards

  project        = var.project_id
  dashboard_json = replace(replace(each.value, local.own_metric, local.in_promql), local.runbook_link, local.runbook_url)
}
