// Where the console begins.
// SPDX-License-Identifier: Apache-2.0
import { render } from "preact";
import { keepBoard } from "../link/link";
import { App } from "./app";
import "./theme.css";

const root = document.getElementById("tocsin");
if (root) render(<App />, root);
void keepBoard();
