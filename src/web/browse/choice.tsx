import { Dropdown, type MenuProps } from 'antd';
import { memo, type ReactNode } from 'react';

export type Items = NonNullable<MenuProps['items']>;

interface ChoiceProps {
  readonly icon: () => ReactNode;
  readonly label: string;
  readonly on: boolean;
  /** The keys of what is chosen, separated by spaces. */
  readonly chosen: string;
  readonly disabled?: boolean;
  readonly items: Items;
  readonly onChoose: (key: string) => void;
}

/** A button of the toolbar that opens a menu to choose from and says what is chosen. */
export const Choice = memo(function Choice(props: ChoiceProps) {
  const { icon: Icon, label, on, chosen, disabled = false, items, onChoose } = props;
  const keys = chosen === '' ? [] : chosen.split(' ');
  return (
    <Dropdown
      trigger={['click']}
      disabled={disabled}
      menu={{
        items,
        selectable: true,
        multiple: keys.length > 1,
        selectedKeys: keys,
        onClick: ({ key }) => onChoose(key),
      }}
    >
      <button type="button" className={`quiet${on ? ' on' : ''}`} disabled={disabled}>
        <Icon /> {label}
      </button>
    </Dropdown>
  );
});
