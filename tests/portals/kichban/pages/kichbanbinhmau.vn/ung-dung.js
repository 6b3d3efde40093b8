"use strict";

async function load(name) {
  const answer = await fetch(`/api/${name}.json`);
  return answer.json();
}

function add(parent, tag, name, text) {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  parent.append(element);
  return element;
}

async function list(place) {
  for (const each of await load("danh-sach")) {
    const row = add(place, "li", "muc", "");
    add(row, "a", "", each.title).href = `/tin/${each.id}.htm`;
    add(row, "time", "", each.date);
  }
}

async function item(place) {
  const id = location.pathname.replace(/^.*\/|\.htm$/g, "");
  const told = await load(id);
  place.textContent = "";
  add(place, "h1", "", told.title);
  add(place, "div", "ngay-dang", told.date);
  add(place, "p", "sapo", told.lead);
  const body = add(place, "div", "noi-dung", "");
  told.paragraphs.forEach((text) => add(body, "p", "", text));
  new Image().src = "http://127.0.0.1:1/dem?" + id;
}

const rows = document.getElementById("danh-sach");
if (rows) {
  list(rows);
} else {
  item(document.getElementById("trang"));
}
