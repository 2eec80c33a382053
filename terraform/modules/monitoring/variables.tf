variable "project_id" {
  description = "Project that holds the resources."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id must be a project's id (6 to 30 of a-z, 0-9 and -, for example flights-dev), not its number or name; `gcloud projects list` shows it."
  }
}

variable "directory" {
  description = "Folder with alert-policies/*.yaml, dashboards/*.json and slos/native/*.json; null takes the repository's own monitoring/."
  type        = string
  default     = null

  validation {
    condition     = var.directory == null || try(length(fileset(var.directory, "alert-policies/*.yaml")) > 0, false)
    error_message = "directory must hold alert-policies/*.yaml; give a path that starts with ${path.module} or ${path.root}, because relative paths depend on where Terraform was started."
  }
}

variable "metrics_exporter" {
  description = "How the apps export their metrics: otlp (Google's Telemetry API; names as they are) or cloud-monitoring (the archived exporter; names get a prefix, and every query, dashboard and SLO is rewritten to match)."
  type        = string
  default     = "otlp"

  validation {
    condition     = contains(["otlp", "cloud-monitoring"], var.metrics_exporter)
    error_message = "metrics_exporter must be otlp or cloud-monitoring, the same value as the apps' METRICS_EXPORTER."
  }
}

variable "notification_channels" {
  description = "Who is told, by a name of your choice: Cloud Monitoring's type and labels (email: email_address; pagerduty: none, its key goes into secret; webhook_basicauth: url, username; pubsub: topic), and which severities."
  type = map(object({
    type       = string
    labels     = optional(map(string), {})
    severities = optional(set(string), ["CRITICAL", "ERROR", "WARNING"])
  }))
  default = {}

  validation {
    condition     = alltrue([for channel in var.notification_channels : contains(["email", "pagerduty", "pubsub", "slack", "sms", "webhook_basicauth", "webhook_tokenauth"], channel.type)])
    error_message = "notification_channels.type must be email, pagerduty, pubsub, slack, sms, webhook_basicauth or webhook_tokenauth."
  }

  validation {
    condition     = alltrue(flatten([for channel in var.notification_channels : [for severity in channel.severities : contains(["CRITICAL", "ERROR", "WARNING"], severity)]]))
    error_message = "notification_channels.severities takes CRITICAL, ERROR and WARNING, as the alert policies do."
  }

  validation {
    condition     = alltrue([for channel in var.notification_channels : channel.type != "email" || can(regex("@", channel.labels.email_address))])
    error_message = "notification_channels of type email need labels = { email_address = \"name@example.com\" }."
  }
}

variable "secrets" {
  description = "Secrets of notification channels, by the channel's name: auth_token (slack), password (webhook_basicauth) or service_key (pagerduty). They end up in the state: keep its bucket private."
  type = map(object({
    auth_token  = optional(string)
    password    = optional(string)
    service_key = optional(string)
  }))
  default   = {}
  sensitive = true
}

variable "dashboards" {
  description = "Names of the dashboards to create (file names without .json); null creates all."
  type        = set(string)
  default     = null

  validation {
    condition = alltrue([
      for name in(var.dashboards == null ? toset([]) : var.dashboards) :
      fileexists("${coalesce(var.directory, "${path.module}/../../../monitoring")}/dashboards/${name}.json")
    ])
    error_message = "dashboards must name files of directory/dashboards, without .json."
  }
}

variable "runbooks_url" {
  description = "Where the runbooks can be read, for example https://github.com/OWNER/NAME/blob/main/runbooks: the relative links of policies and dashboards are pointed there. Null leaves them relative."
  type        = string
  default     = null

  validation {
    condition     = var.runbooks_url == null || can(regex("^https://.*[^/]$", var.runbooks_url))
    error_message = "runbooks_url must be an https:// address without a slash at the end."
  }
}

variable "labels" {
  description = "User labels of policies, channels and SLOs, besides those in the files."
  type        = map(string)
  default     = {}
}
