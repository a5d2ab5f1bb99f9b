import { Input, InputNumber, Slider } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { MeasureArgument, Scalar } from '../api/types.js';

interface ArgumentSliderProps {
  readonly argument: MeasureArgument;
  readonly value: Scalar;
  readonly onChange: (value: number | string) => void;
}

const PAUSE_MS = 180;

/** A measure's argument: a slider with its number beside it. What is asked follows the hand after a short pause. */
export function ArgumentSlider({ argument, value, onChange }: ArgumentSliderProps) {
  const [shown, setShown] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  // While the hand still moves, the answer to an earlier step must not pull the slider back.
  useEffect(() => {
    if (timer.current === undefined) setShown(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const change = (next: number | string | null) => {
    if (next === null) return;
    setShown(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      timer.current = undefined;
      onChange(next);
    }, PAUSE_MS);
  };
  const label = argument.description || argument.name;
  if (argument.type === 'string')
    return (
      <div className="argument">
        <span>{label}</span>
        <Input aria-label={label} value={String(shown ?? '')} onChange={(event) => change(event.target.value)} />
      </div>
    );
  const [least, most] = [argument.minimum ?? 0, argument.maximum ?? 100];
  const step = argument.type === 'integer' ? 1 : most - least <= 2 ? 0.01 : 1;
  return (
    <div className="argument">
      <span>{label}</span>
      <div>
        <Slider
          min={least}
          max={most}
          step={step}
          value={Number(shown)}
          onChange={change}
          ariaLabelForHandle={label}
          tooltip={{ open: false }}
        />
        <InputNumber
          aria-label={label}
          size="small"
          min={least}
          max={most}
          step={step}
          value={Number(shown)}
          onChange={change}
        />
      </div>
    </div>
  );
}
