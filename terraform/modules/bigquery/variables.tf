variable "project_id" {
  description = "Project that holds the resources."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id must be a project's id (6 to 30 of a-z, 0-9 and -, for example flights-dev), not its number or name; `gcloud projects list` shows it."
  }
}

variable "location" {
  description = "Where the data lives, for example EU or europe-west1. It cannot be changed later."
  type        = string
}

variable "dataset_id" {
  description = "Dataset of the table and its views."
  type        = string
  default     = "flightdeck"

  validation {
    condition     = can(regex("^[A-Za-z0-9_]+$", var.dataset_id))
    error_message = "dataset_id takes letters, digits and _ only; a hyphen is the usual mistake."
  }
}

variable "table" {
  description = "The events' table. The schema is BigQuery's JSON, read from the contract's file. Days are days of ingestion unless partition_field names a column: rows whose day lies more than five years back can then not be streamed."
  type = object({
    table_id                = optional(string, "flight_events")
    schema                  = string
    partition_field         = optional(string)
    partition_expiration_ms = optional(number)
    clustering              = optional(list(string), ["system"])
  })

  validation {
    condition     = can([for column in jsondecode(var.table.schema) : column.name])
    error_message = "table.schema must be BigQuery's schema JSON, a list of columns; pass file(\"…/flight_events.table.json\")."
  }

  validation {
    condition = try(alltrue([
      for column in concat(var.table.partition_field[*], var.table.clustering) :
      contains([for known in jsondecode(var.table.schema) : known.name], column)
    ]), false)
    error_message = "table.partition_field and table.clustering must name columns of table.schema."
  }

  validation {
    condition     = length(var.table.clustering) <= 4
    error_message = "table.clustering takes at most 4 columns, BigQuery's limit."
  }
}

variable "views" {
  description = "Views by name: GoogleSQL text, usually from a file."
  type        = map(string)
  default     = {}
}

variable "materialized_views" {
  description = "Materialised views by name."
  type = map(object({
    query               = string
    refresh_interval_ms = optional(number, 1800000)
  }))
  default = {}

  validation {
    condition     = alltrue([for view in var.materialized_views : view.refresh_interval_ms >= 60000])
    error_message = "materialized_views.refresh_interval_ms must be at least 60000 (one minute)."
  }
}

variable "iam" {
  description = "Table-level access: maps from a name of your choice to a member. Writers write the table only; readers read the table and every view, and nothing else of the project."
  type = object({
    writers = optional(map(string), {})
    readers = optional(map(string), {})
  })
  default = {}

  validation {
    condition     = alltrue(flatten([for members in values(var.iam) : [for member in values(members) : can(regex("^(serviceAccount|user|group|principal|principalSet):", member))]]))
    error_message = "iam takes members with their kind, for example serviceAccount:NAME@PROJECT.iam.gserviceaccount.com; allUsers and allAuthenticatedUsers are refused on purpose."
  }
}

variable "share" {
  description = "A second dataset whose authorised view lets others read one view without any access to the table; null shares nothing."
  type = object({
    dataset_id = optional(string)
    view       = string
    readers    = map(string)
  })
  default = null

  validation {
    condition     = var.share == null || try(contains(keys(var.views), var.share.view), false)
    error_message = "share.view must name one of views."
  }
}

variable "deletion_protection" {
  description = "Whether Terraform refuses to delete the table."
  type        = bool
  default     = true
}

variable "labels" {
  description = "Labels of every resource that takes them."
  type        = map(string)
  default     = {}
}

