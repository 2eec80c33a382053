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

variable "topic" {
  description = "Name of the topic; the names of everything else default to it with a suffix."
  type        = string
  default     = "flights"

  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9._~+%-]{2,200}$", var.topic)) && !startswith(var.topic, "goog")
    error_message = "topic must start with a letter, have 3 to 200 letters, digits or . _ ~ + % -, and not start with goog."
  }
}

variable "schema" {
  description = "Avro schema of the events, kept in the project for whoever publishes. With enforce, Pub/Sub refuses what does not match; without, a bad message is accepted and becomes a dead letter with its reason."
  type = object({
    definition = string
    encoding   = optional(string, "JSON")
    enforce    = optional(bool, false)
  })
  default = null

  validation {
    condition     = var.schema == null || can(jsondecode(var.schema.definition).fields)
    error_message = "schema.definition must be an Avro record in JSON; pass file(\"…/flight_event.avsc\")."
  }

  validation {
    condition     = var.schema == null || contains(["JSON", "BINARY"], try(var.schema.encoding, "JSON"))
    error_message = "schema.encoding must be JSON or BINARY."
  }
}

variable "subscription" {
  description = "The one subscription that feeds the warehouse."
  type = object({
    name                 = optional(string)
    ack_deadline_seconds = optional(number, 60)
    retention            = optional(string, "604800s")
    minimum_backoff      = optional(string, "1s")
    maximum_backoff      = optional(string, "60s")
    filter               = optional(string)
  })
  default = {}

  validation {
    condition     = var.subscription.ack_deadline_seconds >= 10 && var.subscription.ack_deadline_seconds <= 600
    error_message = "subscription.ack_deadline_seconds must be 10 to 600."
  }

  validation {
    condition     = alltrue([for value in [var.subscription.retention, var.subscription.minimum_backoff, var.subscription.maximum_backoff] : can(regex("^[0-9]+s$", value))])
    error_message = "subscription.retention, minimum_backoff and maximum_backoff are seconds with an s: \"600s\"."
  }
}

variable "delivery" {
  description = "How messages leave: {} for pull, push to an HTTPS endpoint, or Pub/Sub's own writes into a BigQuery table (\"project.dataset.table\")."
  type = object({
    push = optional(object({
      endpoint              = string
      service_account_email = string
      audience              = optional(string)
    }))
    bigquery = optional(object({
      table               = string
      drop_unknown_fields = optional(bool, true)
    }))
  })
  default = {}

  validation {
    condition     = var.delivery.push == null || var.delivery.bigquery == null
    error_message = "delivery takes push or bigquery, not both; leave both out for pull."
  }

  validation {
    condition     = var.delivery.bigquery == null || can(regex("^[^.]+[.][^.]+[.][^.]+$", var.delivery.bigquery.table))
    error_message = "delivery.bigquery.table must be project.dataset.table."
  }
}

variable "dead_letter" {
  description = "What becomes of messages that cannot be stored."
  type = object({
    topic                 = optional(string)
    subscription          = optional(string)
    max_delivery_attempts = optional(number, 10)
    retention             = optional(string, "2678400s")
  })
  default = {}

  validation {
    condition     = var.dead_letter.max_delivery_attempts >= 5 && var.dead_letter.max_delivery_attempts <= 100
    error_message = "dead_letter.max_delivery_attempts must be 5 to 100, Pub/Sub's own limits."
  }
}

variable "iam" {
  description = "Who may do what, by resource: maps from a name of your choice to a member (\"serviceAccount:…\")."
  type = object({
    publishers              = optional(map(string), {})
    subscribers             = optional(map(string), {})
    dead_letter_publishers  = optional(map(string), {})
    dead_letter_subscribers = optional(map(string), {})
  })
  default = {}

  validation {
    condition     = alltrue(flatten([for members in values(var.iam) : [for member in values(members) : can(regex("^(serviceAccount|user|group|principal|principalSet):", member))]]))
    error_message = "iam takes members with their kind, for example serviceAccount:NAME@PROJECT.iam.gserviceaccount.com; allUsers and allAuthenticatedUsers are refused on purpose."
  }
}

variable "labels" {
  description = "Labels of every resource that takes them."
  type        = map(string)
  default     = {}
}

