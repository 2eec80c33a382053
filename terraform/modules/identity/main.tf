locals {
  # Built from the plan's own values, not from the computed e-mail: known before apply, so a reviewer of the
  # plan reads who gets what, and the reference still makes Terraform create the account first.
  emails = {
    for name, account in google_service_account.this :
    name => "${account.account_id}@${var.project_id}.iam.gserviceaccount.com"
  }

  project_roles = merge([
    for name, account in var.accounts : { for role in account.project_roles : "${name}/${role}" => { account = name, role = role } }
  ]...)
}

resource "google_service_account" "this" {
  for_each = var.accounts

  project      = var.project_id
  account_id   = "${var.prefix}${each.key}"
  display_name = each.value.description
}

resource "google_project_iam_member" "this" {
  for_each = local.project_roles

  project = var.project_id
  role    = each.value.role
  member  = "serviceAccount:${local.emails[each.value.account]}"
}
