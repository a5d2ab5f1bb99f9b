import { PostgreSQL, sql } from '@codemirror/lang-sql';
import CodeMirror, {
  Decoration,
  type DecorationSet,
  EditorView,
  keymap,
  Prec,
  type ReactCodeMirrorRef,
  StateEffect,
  StateField,
} from '@uiw/react-codemirror';
import { type RefObject, useEffect, useMemo, useRef } from 'react';
import type { CatalogView } from '../api/types.js';
import type { Mode } from '../app/theme.js';
import { useWords } from '../i18n/use-words.js';
import { statementAt } from './statements.js';
import { suggestions } from './suggestions.js';

// Loaded only when somebody opens the console.

/** A way to what the editor holds, for the buttons around it. */
export interface EditorHandle {
  /** The selected text, or the statement at the cursor, and where it begins. */
  readonly chosen: () => { readonly sql: string; readonly from: number } | null;
  /** Writes at the cursor, or over everything. */
  readonly insert: (text: string) => void;
  readonly replace: (text: string) => void;
}

interface SqlEditorProps {
  readonly catalog: readonly CatalogView[];
  readonly mode: Mode;
  readonly start: string;
  /** Where the last statement was wrong: an offset in the text. */
  readonly wrongAt: number | null;
  readonly handle: RefObject<EditorHandle | null>;
  readonly onChange: (text: string) => void;
  readonly onRun: () => void;
}

const showWrong = StateEffect.define<number | null>();

/** Underlines the word where a statement was refused, until something is written. */
const wrongPlace = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = transaction.docChanged ? Decoration.none : marks;
    for (const effect of transaction.effects) {
      if (!effect.is(showWrong)) continue;
      const at = effect.value;
      const { length } = transaction.newDoc;
      if (at === null || at < 0 || at > length) {
        next = Decoration.none;
        continue;
      }
      const word = /^\w+|^[^\s\w]/.exec(transaction.newDoc.sliceString(at, Math.min(length, at + 80)))?.[0] ?? '';
      const from = word === '' ? Math.max(0, at - 1) : at;
      const to = word === '' ? Math.min(length, from + 1) : at + word.length;
      next = to > from ? Decoration.set([Decoration.mark({ class: 'sql-wrong' }).range(from, to)]) : Decoration.none;
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const look = EditorView.theme({
  '&': { backgroundColor: 'var(--paper)', fontSize: '13px', height: '100%' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, monospace' },
  '.cm-gutters': { backgroundColor: 'var(--paper)', color: 'var(--ink-3)', borderRight: '1px solid var(--line)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--sunken)' },
  '.cm-tooltip': { backgroundColor: 'var(--raised)', color: 'var(--ink)', border: '1px solid var(--line-2)' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--accent-wash)', color: 'var(--ink)' },
  // Its icons are letters of a font that is not everywhere.
  '.cm-completionIcon': { display: 'none' },
  '.cm-completionDetail': { color: 'var(--ink-2)', fontStyle: 'normal' },
  '.cm-completionInfo': { maxWidth: '340px', padding: '6px 9px' },
});

/**
 * Text over a selection is put there by the editor itself: the browser would write style attributes to keep the look of
 * what it replaces, which the page's policy forbids.
 */
const ownReplacing = EditorView.domEventHandlers({
  beforeinput(event, view) {
    if (event.inputType !== 'insertText' || event.data === null || event.isComposing) return false;
    if (view.state.selection.ranges.every((range) => range.empty)) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: 'input.type', scrollIntoView: true });
    return true;
  },
});

/** PostgreSQL with completion from the reader's own catalogue. */
export function SqlEditor({ catalog, mode, start, wrongAt, handle, onChange, onRun }: SqlEditorProps) {
  const { t, titleOf } = useWords();
  const editor = useRef<ReactCodeMirrorRef>(null);
  const run = useRef(onRun);
  run.current = onRun;
  const extensions = useMemo(() => {
    const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
    return [
      sql({ dialect: PostgreSQL, upperCaseKeywords: true }),
      PostgreSQL.language.data.of({
        autocomplete: ({ state, pos, explicit }: CompletionPlace) => {
          const found = suggestions(state.doc.toString(), pos, catalog, { of: titleOf });
          if (!found || (!explicit && found.from === pos && state.sliceDoc(pos - 1, pos) !== '.')) return null;
          return { ...found, validFor: /^\w*$/ };
        },
      }),
      Prec.highest(
        keymap.of([
          {
            key: 'Mod-Enter',
            run: () => {
              run.current();
              return true;
            },
          },
        ]),
      ),
      wrongPlace,
      ownReplacing,
      Prec.highest(look),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': t('ask.editor') }),
      ...(nonce ? [EditorView.cspNonce.of(nonce)] : []),
    ];
  }, [catalog, titleOf, t]);

  useEffect(() => {
    handle.current = {
      chosen: () => {
        const state = editor.current?.view?.state;
        if (!state) return null;
        const { from, to, head } = state.selection.main;
        const text = state.doc.toString();
        if (from !== to && text.slice(from, to).trim() !== '') return { sql: text.slice(from, to), from };
        const span = statementAt(text, head);
        return span && { sql: text.slice(span.from, span.to), from: span.from };
      },
      insert: (text) => {
        const view = editor.current?.view;
        view?.dispatch(view.state.replaceSelection(text));
        view?.focus();
      },
      replace: (text) => {
        const view = editor.current?.view;
        view?.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
        view?.focus();
      },
    };
    return () => {
      handle.current = null;
    };
  }, [handle]);
  useEffect(() => {
    editor.current?.view?.dispatch({ effects: showWrong.of(wrongAt) });
  }, [wrongAt]);

  return (
    <CodeMirror
      ref={editor}
      className="sql-editor"
      value={start}
      theme={mode}
      height="100%"
      autoFocus
      extensions={extensions}
      basicSetup={{ foldGutter: false }}
      onChange={onChange}
    />
  );
}

interface CompletionPlace {
  readonly state: { readonly doc: { toString(): string }; sliceDoc(from: number, to: number): string };
  readonly pos: number;
  readonly explicit: boolean;
}
