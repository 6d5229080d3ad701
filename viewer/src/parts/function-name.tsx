import { isolated } from '../names.js';
import { Name } from './name.js';
import { type Place, placeText } from './place.js';

export function FunctionName({ name, ...place }: Place & { readonly name: string }) {
  const where = placeText(place);
  const isolatedPlace = where && isolated(where);
  return (
    <span class="function-name" title={`${isolated(name)}  ${isolatedPlace}`}>
      <Name class="name" text={name} /> {where && <Name class="place" text={where} />}
    </span>
  );
}
