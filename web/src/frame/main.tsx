// Where the console begins.
// SPDX-License-Identifier: Apache-2.0
import { render } from "preact";
import { keepBoard } from "../link/link";
import { shareSelection } from "../map/window";
import { keepPreset } from "../parts/presets";
import { App } from "./app";
import { takeCode } from "./first_code";
import { keepSettings } from "./settings";
import "./frame.css";
import "./theme.css";

keepSettings();
keepPreset();
shareSelection();
const root = document.getElementById("tocsin");
if (root) render(<App />, root);
void takeCode().finally(() => void keepBoard());
