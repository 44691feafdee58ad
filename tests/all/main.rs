//! All integration tests in one program: it links once, and its tests run side by side.

mod catalogue;
mod cli;
mod copies;
mod desk;
mod edges;
mod faults;
mod formats;
mod forms;
mod hostile;
mod layouts;
mod merge;
mod own_rules;
mod profiles;
mod quantities;
mod readings;
mod reviews;
mod rounds;
mod rules;
mod samples;
mod sampling;
mod scoring;
mod sheets;
mod summary;
mod support;
mod tidy;
mod ties;
