//! Tickets that are made and changed, over a real server: who may, what is written, and who hears of it.

mod assigning;
mod desk;
mod events;
mod life_cycle;
mod notices;
mod panels;
mod replay;
mod signals;
mod vanishing;
mod way;
