// A table of many rows of one height, of which only those in sight are drawn; walked by the arrow keys.
// SPDX-License-Identifier: Apache-2.0
import { Component, type ComponentChildren, type JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { printing } from "./printing";
import { t } from "../words/words";
import "./grid.css";

const ROW_PX = 26;
const OVERSCAN = 6;

export interface Column<Row> {
	name: string;
	/** A width as CSS grid takes it. */
	width: string;
	cell: (row: Row) => ComponentChildren;
}

export interface GridProps<Row> {
	label: string;
	columns: Column<Row>[];
	rows: Row[];
	keyOf: (row: Row) => string;
	selected: string | undefined;
	select: (row: Row) => void;
	/** A key that a focused row knows; true if it did something. */
	press?: (row: Row, key: string) => boolean;
	mark?: (row: Row) => string;
	/** What a drag of the row carries, and what dropping on it does. */
	drag?: (row: Row) => string;
	drop?: (row: Row, carried: string) => void;
	home?: boolean;
}

/** Single-letter keys can be turned off (WCAG 2.1.4). */
export const letterKeys = { on: true };

interface RowProps<Row> {
	name: string;
	row: Row;
	index: number;
	chosen: boolean;
	grid: GridProps<Row>;
	template: JSX.CSSProperties;
}

/** Drawn again only where its own row is another, or stands elsewhere; clocks that its cells read redraw it by themselves. */
class GridRow<Row> extends Component<RowProps<Row>> {
	override shouldComponentUpdate(next: RowProps<Row>): boolean {
		const { row, index, chosen } = this.props;
		return next.row !== row || next.index !== index || next.chosen !== chosen;
	}

	override render({ name, row, index, chosen, grid, template }: RowProps<Row>): JSX.Element {
		return (
			<div
				id={name}
				class="grid-row"
				role="row"
				aria-rowindex={index + 2}
				aria-selected={chosen}
				data-mark={grid.mark?.(row)}
				style={{ ...template, transform: `translateY(${index * ROW_PX}px)` }}
				draggable={grid.drag !== undefined}
				onClick={() => grid.select(row)}
				onDragStart={(event) => event.dataTransfer?.setData("text/plain", grid.drag?.(row) ?? "")}
				onDragOver={(event) => grid.drop && event.preventDefault()}
				onDrop={(event) => {
					event.preventDefault();
					grid.drop?.(row, event.dataTransfer?.getData("text/plain") ?? "");
				}}
			>
				{grid.columns.map((column) => (
					<span role="gridcell">{column.cell(row)}</span>
				))}
			</div>
		);
	}
}

export function Grid<Row>(props: GridProps<Row>): JSX.Element {
	const { columns, rows, keyOf, selected } = props;
	const box = useRef<HTMLDivElement>(null);
	const [top, setTop] = useState(0);
	const [height, setHeight] = useState(400);
	const template = { gridTemplateColumns: columns.map((column) => column.width).join(" ") };
	useLayoutEffect(() => {
		const element = box.current;
		if (!element) return undefined;
		const watch = new ResizeObserver(() => setHeight(element.clientHeight));
		watch.observe(element);
		return () => watch.disconnect();
	}, []);
	const all = printing.value;
	const first = all ? 0 : Math.max(0, Math.floor(top / ROW_PX) - OVERSCAN);
	const last = all ? rows.length : Math.min(rows.length, Math.ceil((top + height) / ROW_PX) + OVERSCAN);
	const index = rows.findIndex((row) => keyOf(row) === selected);

	const go = (to: number) => {
		const row = rows[Math.min(rows.length - 1, Math.max(0, to))];
		if (!row || !box.current) return;
		props.select(row);
		const at = rows.indexOf(row) * ROW_PX;
		if (at < box.current.scrollTop) box.current.scrollTop = at;
		else if (at + ROW_PX * 2 > box.current.scrollTop + box.current.clientHeight) box.current.scrollTop = at - box.current.clientHeight + ROW_PX * 2;
	};
	const onKeyDown = (event: KeyboardEvent) => {
		if (event.ctrlKey || event.altKey || event.metaKey) return;
		const page = Math.max(1, Math.floor(height / ROW_PX) - 1);
		const moves: Record<string, number> = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: rows.length - 1, PageDown: index + page, PageUp: index - page };
		const to = moves[event.key];
		const row = rows[index];
		if (to !== undefined) go(to);
		else if (!row || !(letterKeys.on || event.key === "Enter") || !props.press?.(row, event.key)) return;
		event.preventDefault();
	};
	return (
		<div
			class="grid"
			ref={box}
			role="grid"
			tabIndex={0}
			aria-label={props.label}
			aria-rowcount={rows.length + 1}
			aria-activedescendant={index >= 0 ? `${props.label}-${selected}` : undefined}
			data-focus-home={props.home || undefined}
			onScroll={(event) => setTop(event.currentTarget.scrollTop)}
			onKeyDown={onKeyDown}
			onFocus={() => index < 0 && rows[0] && props.select(rows[0])}
		>
			<div class="grid-head" role="row" style={template}>
				{columns.map((column) => (
					<span role="columnheader">{column.name}</span>
				))}
			</div>
			<div class="grid-body" role="presentation" style={{ height: `${rows.length * ROW_PX}px`, position: "relative" }}>
				{rows.slice(first, last).map((row, i) => (
					<GridRow key={keyOf(row)} name={`${props.label}-${keyOf(row)}`} row={row} index={first + i} chosen={keyOf(row) === selected} grid={props} template={template} />
				))}
			</div>
			{rows.length === 0 && <p class="grid-none">{t("grid_none")}</p>}
		</div>
	);
}
