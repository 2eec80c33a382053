variable "project_id" {
  description = "Project that holds the resources."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id must be a project's id (6 to 30 of a-z, 0-9 and -, for example flights-dev), not its number or name; `gcloud projects list` shows it."
  }
}

variable "project_number" {
  description = "Number of the project: Google's own agents are named by it."
  type        = string

  validation {
    condition     = can(regex("^[0-9]+$", var.project_number))
    error_message = "project_number must be digits only; `gcloud projects describe PROJECT --format='value(projectNumber)'` shows it."
  }
}

variable "region" {
  description = "Region of Cloud Run, for example europe-west1."
  type        = string

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region must be one region such as europe-west1, not a zone (europe-west1-b) or a multi-region (EU)."
  }
}

variable "location" {
  description = "Where BigQuery keeps the data; null takes region. It cannot be changed later."
  type        = string
  default     = null
}

variable "system" {
  description = "Which system of a fleet this is (system-01 … system-99); null for the only one. Names of resources carry it."
  type        = string
  default     = null

  validation {
    condition     = var.system == null || can(regex("^system-[0-9]{2}$", var.system))
    error_message = "system must be system-01 to system-99, as in the events' field `system`: telemetry and dashboards group by it."
  }
}

variable "ingest" {
  description = "The way in: worker_pool (Cloud Run pulls), push (Pub/Sub calls a Cloud Run service), or bigquery_subscription (Pub/Sub writes by itself, no code)."
  type        = string
  default     = "worker_pool"

  validation {
    condition     = contains(["worker_pool", "push", "bigquery_subscription"], var.ingest)
    error_message = "ingest must be worker_pool, push or bigquery_subscription; README.md says what each gives up."
  }
}

variable "images" {
  description = "Container images of the apps; subscriber is not needed with ingest = \"bigquery_subscription\"."
  type = object({
    api        = string
    subscriber = optional(string)
    canary     = string
  })

  validation {
    condition     = var.ingest == "bigquery_subscription" || var.images.subscriber != null
    error_message = "images.subscriber is needed unless ingest is bigquery_subscription."
  }
}

variable "contract" {
  description = "Folder of the event's contract: Avro schema, table schema and the view's SQL; null takes the repository's own."
  type        = string
  default     = null
}

variable "retention_days" {
  description = "How long events are kept after they came in, in days; null keeps them for ever. Every query that misses the API's cache scans what is kept (docs/cost.md)."
  type        = number
  default     = null

  validation {
    condition     = var.retention_days == null || try(var.retention_days >= 1 && floor(var.retention_days) == var.retention_days, false)
    error_message = "retention_days must be a whole number of days, 1 or more, or null to keep events for ever."
  }
}

variable "enforce_schema" {
  description = "Whether Pub/Sub refuses messages that do not match the Avro schema, instead of passing them on to become dead letters with a reason."
  type        = bool
  default     = false
}

variable "metrics_exporter" {
  description = "How the apps export metrics: otlp or cloud-monitoring (the archived exporter)."
  type        = string
  default     = "otlp"

  validation {
    condition     = contains(["otlp", "cloud-monitoring"], var.metrics_exporter)
    error_message = "metrics_exporter must be otlp or cloud-monitoring."
  }
}

variable "api" {
  description = "The API: instances, who may call it, and Identity-Aware Proxy in front."
  type = object({
    min      = optional(number, 1)
    max      = optional(number, 10)
    ingress  = optional(string, "all")
    public   = optional(bool, false)
    invokers = optional(map(string), {})
    iap      = optional(object({ accessors = map(string) }))
  })
  default = {}
}

variable "subscriber_instances" {
  description = "Worker pool: instances always running. Push: the most that may start."
  type        = number
  default     = 2
}

variable "canary_schedule" {
  description = "When the end-to-end probe runs, as a cron line in UTC."
  type        = string
  default     = "* * * * *"
}

variable "publishers" {
  description = "Who may publish events, by a name of your choice."
  type        = map(string)
  default     = {}
}

variable "share" {
  description = "Readers of an authorised view in a dataset of its own (module bigquery); null shares nothing."
  type = object({
    readers = map(string)
  })
  default = null
}

variable "identity" {
  description = "E-mails of accounts that exist already, for a fleet that shares them; null makes one account per app."
  type = object({
    api        = string
    subscriber = string
    canary     = string
    scheduler  = string
    push       = string
  })
  default = null
}

variable "github" {
  description = "OWNER/NAME of the repository whose workflows deploy here and plan, and the GitHub environments they do it in; null for none."
  type = object({
    repository         = string
    deploy_environment = string
    plan_environment   = string
  })
  default = null
}

variable "registry" {
  description = "Whether to create the Artifact Registry repository, so that images are pushed into this project."
  type        = bool
  default     = true
}

variable "image_readers" {
  description = "Who else pulls images from the registry: a map from a name of your choice to a member. Another project that runs the same images needs its deployer and its Cloud Run agent here."
  type        = map(string)
  default     = {}
}

variable "services" {
  description = "Whether to enable the Google APIs; false where somebody else does."
  type        = bool
  default     = true
}

variable "monitoring" {
  description = "Alert policies, dashboards, SLOs and who is told (module monitoring); null creates none, for a system whose fleet has them."
  type = object({
    notification_channels = optional(map(object({
      type       = string
      labels     = optional(map(string), {})
      severities = optional(set(string), ["CRITICAL", "ERROR", "WARNING"])
    })), {})
    directory    = optional(string)
    runbooks_url = optional(string)
  })
  default = {}
}

variable "channel_secrets" {
  description = "Secrets of notification channels, by the channel's name (module monitoring)."
  type = map(object({
    auth_token  = optional(string)
    password    = optional(string)
    service_key = optional(string)
  }))
  default   = {}
  sensitive = true
}

variable "budget" {
  description = "What a month may cost before somebody is told (module budget); null for no budget."
  type = object({
    billing_account = string
    amount          = number
    currency        = optional(string)
  })
  default = null
}

variable "deletion_protection" {
  description = "Whether Terraform refuses to delete the table and the services."
  type        = bool
  default     = true
}

variable "labels" {
  description = "Labels of every resource that takes them."
  type        = map(string)
  default     = {}
}
